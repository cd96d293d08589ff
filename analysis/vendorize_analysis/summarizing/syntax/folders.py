"""Folders that expressions name relative to the file they stand in: `os.path.join(os.path.dirname(__file__), "x")`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.syntax.chains import chain_of, last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE: Final = "<file>"
_Path = tuple[str, ...]
"""Pieces of a path from the folder of the module; `..` only at the beginning."""
_SAME: Final = frozenset(
    {"abspath", "realpath", "normpath", "normcase", "fspath", "fsdecode", "str", "Path", "PurePath", "PosixPath"}
)
"""Functions whose first argument comes back as a path to the same place."""
_SAME_METHODS: Final = frozenset({"resolve", "absolute", "as_posix", "expanduser", "__str__", "__fspath__"})


def folders_in(node: ast.expr) -> Iterator[str]:
    """Yield each folder that a largest expression in a node names, from that of the module (POSIX; `.` is itself)."""
    found = _fold(node)
    if found is not None:
        if _FILE not in found:
            yield "/".join(found) or "."
        return
    match node:
        case ast.Call() if last_name(node.func) in {"join", "joinpath"}:
            return  # Something below a folder, which is not added itself.
        case ast.BinOp(op=ast.Div() | ast.Add()) | ast.JoinedStr():
            return
        case _:
            pass
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from folders_in(child)


def _fold(node: ast.expr) -> _Path | None:
    """Return the path that an expression gives; None for what is not known to start from the module's file."""
    found: _Path | None = None
    match node:
        case ast.Name(id="__file__"):
            found = (_FILE,)
        case ast.Subscript(value=ast.Name(id="__path__")):
            found = ()
        case ast.NamedExpr():
            found = _fold(node.value)
        case ast.Attribute(attr="parent"):
            found = _up(_fold(node.value))
        case ast.Subscript(value=ast.Attribute(attr="parents", value=inner), slice=ast.Constant(value=int(count))):
            found = _up(_fold(inner), count + 1)
        case ast.BinOp(op=ast.Div() | ast.Add()):
            found = _below(_fold(node.left), [node.right])
        case ast.JoinedStr(values=[ast.FormattedValue(value=inner), *rest]):
            found = _below(_fold(inner), rest)
        case ast.Call():
            found = _call(node)
        case _:
            pass
    return found


def _call(node: ast.Call) -> _Path | None:
    first = node.args[0] if node.args else None
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    match last_name(node.func):
        case "dirname" if first is not None:
            return _up(_fold(first))
        case "join" if first is not None:
            return _below(_fold(first), node.args[1:])
        case "joinpath" if receiver is not None:
            return _below(_fold(receiver), node.args)
        case name if name in _SAME_METHODS and receiver is not None and not node.args:
            return _fold(receiver)
        case name if name in _SAME and first is not None:
            return _below(_fold(first), node.args[1:])
        case _:
            return None


def _below(path: _Path | None, pieces: list[ast.expr]) -> _Path | None:
    """Return a path with literal pieces behind it; None where one is no literal, or leads to the root."""
    for piece in pieces:
        if path is None or not (isinstance(piece, ast.Constant) and isinstance(piece.value, str)):
            return None
        for name in piece.value.replace("\\", "/").split("/"):
            path = _up(path) if name == ".." else (*path, name) if path is not None and name not in ("", ".") else path
    return path


def _up(path: _Path | None, count: int = 1) -> _Path | None:
    for _ in range(count):
        if path is not None:
            path = path[:-1] if path and path[-1] != ".." else (*path, "..")
    return path


def is_current(folder: ast.expr) -> bool:
    """Tell whether an expression is the working directory: that of who runs the program, and nobody's own folder."""
    if isinstance(folder, ast.Constant):
        return folder.value in ("", ".")
    if isinstance(folder, ast.Call):
        return chain_of(folder.func) in (("os", "getcwd"), ("getcwd",), ("Path", "cwd")) and not folder.args
    return chain_of(folder) == ("os", "curdir")
