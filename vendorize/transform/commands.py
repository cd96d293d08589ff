"""Command lines that start another Python on modules that moved, or on code that imports these.

Another process has the original names only after the namespace was imported there, and it need not have the folder of
the result on its path. What stands in the list as text is moved (`"-m", "a.b"`, `"-c", "import a"`); what is made when
the program runs is told where to begin by a function of the namespace, which looks at the text or name that comes.
"""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.transform.changes import Context

_OWN = frozenset({"__module__", "__name__", "__package__"})


class Writer(Protocol):
    """Changes the arguments of a command line."""

    context: Context

    def dotted(self, node: ast.expr) -> str:
        """Return the dotted name of what an expression refers to."""

    def move(self, node: ast.Constant) -> None:
        """Put the namespace before the name of a module that moved."""

    def code_in(self, node: ast.Constant, *, code: bool) -> None:
        """Move the imports in a string."""

    def enclose(self, node: ast.expr, function: str) -> None:
        """Put a call around an expression; `function` is an expression for what is called."""

    def replace(self, node: ast.expr, text: str) -> None:
        """Put another expression in the place of one."""

    def wrap(self, node: ast.expr, name: str = "moved") -> None:
        """Put a call of a function of the support module around an expression."""


def rewrite_command(items: Sequence[ast.expr], writer: Writer) -> None:
    """Have the module after `-m` and the code after `-c` found by the process that a list of arguments starts."""
    runs_python = any(writer.dotted(item) == "sys.executable" for item in items)
    for flag, item in pairwise(items):
        match flag, item:
            case ast.Constant(value="-m"), ast.Constant(value=str()):
                writer.move(item)
            case ast.Constant(value="-c"), ast.Constant(value=str()):
                writer.code_in(item, code=True)
            case ast.Constant(value="-m"), ast.Attribute(attr=attribute) if attribute in _OWN:
                # Asked twice: what a class, function or module is called does not change between.
                writer.replace(flag, f"{_ours(writer, '_start_by')}({ast.unparse(item)})")
                writer.enclose(item, _ours(writer, "_start"))
            case ast.Constant(value="-m"), _ if runs_python and not isinstance(item, ast.Starred):
                writer.wrap(item, "private")
            case ast.Constant(value="-c"), _ if not isinstance(item, ast.Starred):
                writer.enclose(item, _ours(writer, "_start_code"))
            case _:
                pass


def _ours(writer: Writer, name: str) -> str:
    """Return an expression for a function of the namespace."""
    return f'__import__("{writer.context.namespace}", fromlist=["{name}"]).{name}'
