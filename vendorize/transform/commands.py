"""Command lines that start another Python on modules that moved, or on code that imports these.

Another process has the original names only after the namespace was imported there, and it need not have the folder of
the result on its path. What stands in the list as text is moved (`"-m", "a.b"`, `"-c", "import a"`); what is made when
the program runs is told where to begin by a function of the namespace, which looks at the text or name that comes.
"""

from __future__ import annotations

import ast
import copy
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from vendorize.transform.changes import member
from vendorize.transform.own_names import OwnNameCalls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.transform.changes import Context

_OWN = frozenset({"__module__", "__name__", "__package__"})
_OPTION = re.compile(r"(-[bBdEhiIOPqRsSuvVx]*)([cm])\Z")
"""An option of Python with which a module or code begins, alone or behind others without values (`-um`)."""
_BY_CALL = re.compile(r"\b(?:run_module|import_module|__import__)\([ \t]*['\"](\w+)")
_IN_LINE = re.compile(r"((?:\A|\s)-[bBdEhiIOPqRsSuvVx]*m[ \t]+)([^\W\d]\w*(?:\.\w+)*)(?=\s|\Z)")
_FILLED = re.compile(r"(?:\A|\s)-[bBdEhiIOPqRsSuvVx]*m[ \t]+(?:\{|%s|\Z)")


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
        option = _OPTION.match(flag.value) if isinstance(flag, ast.Constant) and isinstance(flag.value, str) else None
        if option is not None and option[2] == "m":
            _module(flag, item, option[1], writer, runs_python=runs_python)
        elif option is not None:
            _code(item, writer)


def _module(flag: ast.expr, item: ast.expr, others: str, writer: Writer, *, runs_python: bool) -> None:
    match item:
        case ast.Constant(value=str()):
            writer.move(item)
        case ast.Attribute(attr=attribute) if attribute in _OWN:
            # Asked twice: what a class, function or module is called does not change between.
            asked = f"{_ours(writer, '_start_by')}({ast.unparse(item)})"
            writer.replace(flag, asked if others == "-" else f'"{others}" + {asked}[1:]')
            writer.enclose(item, _ours(writer, "_start"))
        case _ if runs_python and not isinstance(item, ast.Starred):
            writer.wrap(item, "private")
        case _:
            pass


def _code(item: ast.expr, writer: Writer) -> None:
    match item:
        case ast.Constant(value=str(text)) if not any(map(writer.context.moves, _BY_CALL.findall(text))):
            writer.code_in(item, code=True)
        case _ if not isinstance(item, ast.Starred):
            writer.enclose(item, _ours(writer, "_start_code"))
        case _:
            pass


def starts_named(text: str) -> bool:
    """Tell whether a text is a command line that starts a module whose name is filled in."""
    return _FILLED.search(text) is not None


def moved_line(text: str, context: Context) -> str:
    """Return a text with the module moved that it starts, where it is a command line (`python -m a.b`)."""

    def move(found: re.Match[str]) -> str:
        return f"{found[1]}{context.namespace}.{found[2]}" if context.moves(found[2]) else found[0]

    return _IN_LINE.sub(move, text) if "m " in text else text


def moved_pieces(node: ast.JoinedStr, context: Context) -> ast.JoinedStr:
    """Return an f-string with the module moved that it starts, and with the own name of the module as it is here."""
    changed = copy.deepcopy(node)
    private = OwnNameCalls(member(context, "private"))
    for piece, behind in zip(changed.values, [*changed.values[1:], None], strict=True):
        if isinstance(piece, ast.Constant) and isinstance(piece.value, str):
            piece.value = moved_line(piece.value, context)
            if isinstance(behind, ast.FormattedValue) and starts_named(piece.value):
                behind.value = private.visit(behind.value)
    return changed


def _ours(writer: Writer, name: str) -> str:
    """Return an expression for a function of the namespace."""
    return f'__import__("{writer.context.namespace}", fromlist=["{name}"]).{name}'
