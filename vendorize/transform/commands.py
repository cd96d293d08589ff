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
from vendorize.transform.own_names import OwnNameCalls, is_own_name
from vendorize_analysis.summarizing.syntax.strings import glued_module, handed_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    tree: ast.Module

    def dotted(self, node: ast.expr) -> str:
        """Return the dotted name of what an expression refers to."""

    def move(self, node: ast.Constant) -> None:
        """Put the namespace before the name of a module that moved."""

    def code_in(self, node: ast.Constant, *, code: bool) -> None:
        """Move the imports in a string."""

    def enclose(self, node: ast.expr, function: str) -> None:
        """Put a call around an expression; `function` is an expression for what is called."""

    def put(self, node: ast.Constant, text: str) -> None:
        """Put another text in the place of one."""

    def replace(self, node: ast.expr, text: str) -> None:
        """Put another expression in the place of one."""

    def wrap(self, node: ast.expr, name: str = "moved") -> None:
        """Put a call of a function of the support module around an expression."""


def rewrite_command(items: Sequence[ast.expr], writer: Writer, *, handed: bool = False) -> None:
    """Have the module after `-m` and the code after `-c` found by the process that a list of arguments starts.

    Those that are `handed` to a helper have no interpreter before them.
    """
    items = [*items, *_added_behind(items, writer.tree)]
    runs_python = handed or any(writer.dotted(item) == "sys.executable" for item in items)
    for item in items if runs_python else ():
        _glued(item, writer)
    for flag, item in pairwise(items):
        option = _OPTION.match(flag.value) if isinstance(flag, ast.Constant) and isinstance(flag.value, str) else None
        if option is not None and option[2] == "m":
            _module(flag, item, option[1], writer, runs_python=runs_python)
        elif option is not None:
            _code(item, writer)


def _added_behind(items: Sequence[ast.expr], tree: ast.Module) -> Iterable[ast.expr]:
    """Return what is added to a list that ends with an option, where a statement behind it in the same block says so.

    `command = [sys.executable, "-m"]`, then `command.append("a.b")`, `command.extend(["a.b"])` or `command += ["a.b"]`.
    """
    last = items[-1] if items else None
    if not (isinstance(last, ast.Constant) and isinstance(last.value, str) and _OPTION.match(last.value)):
        return ()
    for node in ast.walk(tree):
        for body in (getattr(node, field, None) for field in ("body", "orelse", "finalbody")):
            for number, one in enumerate(body if isinstance(body, list) else ()):
                match one:
                    case ast.Assign(targets=[ast.Name(id=name)], value=ast.List(elts=[*_, end])) if end is last:
                        added = (_added_to(name, each) for each in body[number + 1 :])  # type: ignore[index]
                        return next(filter(None, added), ())
    return ()


def _added_to(name: str, node: ast.stmt) -> Sequence[ast.expr]:
    match node:
        case ast.Expr(ast.Call(func=ast.Attribute(value=ast.Name(id=list_), attr="append"), args=[item])):
            found: Sequence[ast.expr] = [item]
        case (
            ast.Expr(ast.Call(func=ast.Attribute(value=ast.Name(id=list_), attr="extend"), args=[ast.List(elts=items)]))
            | ast.AugAssign(target=ast.Name(id=list_), op=ast.Add(), value=ast.List(elts=items))
        ):
            found = items
        case _:
            return ()
    return found if list_ == name else ()


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


def _glued(item: ast.expr, writer: Writer) -> None:
    """Move the module in an option that has it in the same word (`-ma.b`)."""
    if not isinstance(item, ast.Constant) or not isinstance(item.value, str):
        return
    found = glued_module(item.value)
    if found and writer.context.moves(found):
        writer.put(item, f"{item.value.removesuffix(found)}{writer.context.namespace}.{found}")


def _code(item: ast.expr, writer: Writer) -> None:
    match item:
        case ast.Constant(value=str(text)) if not any(map(writer.context.moves, _BY_CALL.findall(text))):
            writer.code_in(item, code=True)
        case _ if not isinstance(item, ast.Starred):
            writer.enclose(item, _ours(writer, "_start_code"))
        case _:
            pass


def rewrite_call(node: ast.Call, writer: Writer) -> None:
    """Do the same for the arguments of a call, and for a text that a call of `format` fills in."""
    first = next((n for n, item in enumerate(node.args) if writer.dotted(item) == "sys.executable"), None)
    if first is not None:
        rewrite_command(node.args[first:], writer)
    else:
        rewrite_command(handed_on(node), writer, handed=True)
    match node.func:
        case ast.Attribute(value=ast.Constant(value=str(text)), attr="format") if starts_named(text):
            _fill(node.args, writer)
        case _:
            pass


def rewrite_operation(node: ast.BinOp, writer: Writer) -> None:
    """Move the module that a command line starts, where the operator fills it in."""
    match node:
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right) if starts_named(text):
            _fill(right.elts if isinstance(right, ast.Tuple) else (right,), writer)
        case _:
            pass


def rewrite_text(node: ast.Constant | ast.JoinedStr, writer: Writer) -> None:
    """Move the module that a command line in one text starts (`"python -m a.b"`)."""
    if isinstance(node, ast.JoinedStr):
        changed = moved_pieces(node, writer.context)
        if ast.dump(changed) != ast.dump(node):
            writer.replace(node, ast.unparse(changed))
    elif isinstance(node.value, str) and (line := moved_line(node.value, writer.context)) != node.value:
        writer.put(node, line)


def _fill(items: Iterable[ast.expr], writer: Writer) -> None:
    """Move the names that are filled in where a command line has the module that it starts."""
    for item in items:
        if is_own_name(item):
            writer.wrap(item, "private")
        elif isinstance(item, ast.Constant) and isinstance(item.value, str):
            writer.move(item)


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
