"""What is known of a computed string: its literal beginning and end."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.patterns import ANYTHING, MODULE_NAME, PACKAGE_NAME, Pattern, exactly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PERCENT: Final = re.compile(r"(%(?:\([^)]*\))?[^a-zA-Z%]*[a-zA-Z%])")
_BRACES: Final = re.compile(r"(\{\{|\}\}|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})")


JOINING: Final = frozenset({"format", "format_map", "join", "replace", "substitute", "safe_substitute", "vformat"})
"""Methods that may put texts together, beside the operators and f-strings."""


def joins_texts(node: ast.Call, method: str) -> bool:
    """Tell whether a call of one of these puts texts together: who replaces a mark by a mark does not."""
    marks = [item.value for item in node.args[1:2] if isinstance(item, ast.Constant)]
    return method != "replace" or not marks or any(map(str.isalnum, str(marks[0])))


def joins_names(node: ast.expr) -> bool:
    """Tell whether an expression puts a dotted name together (`f"{package}.{name}"`)."""
    literals = (item.value for item in ast.walk(node) if isinstance(item, ast.Constant))
    return any(isinstance(text, str) and "." in text for text in literals)


def fold(node: ast.expr) -> Pattern:
    """Fold a string expression as far as its constants go."""
    match node:
        case ast.Constant() | ast.Name() | ast.Attribute():
            return _plain(node)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([fold(left), fold(right)])
        case ast.JoinedStr(values=values):
            return _joined([fold(value) for value in values])
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return fold(value)
        case _:
            return _joined(list(_filled(node)))


def _plain(node: ast.expr) -> Pattern:
    match node:
        case ast.Constant(value=str(text)):
            return exactly(text)
        case ast.Name(id="__name__") | ast.Attribute(value=ast.Name(id="__spec__"), attr="name"):
            return exactly(MODULE_NAME)
        case ast.Name(id="__package__") | ast.Attribute(value=ast.Name(id="__spec__"), attr="parent"):
            return exactly(PACKAGE_NAME)
        case _:
            return ANYTHING


def _filled(node: ast.expr) -> Iterator[Pattern]:
    """Yield the pieces of a text that is put together by an operator or a method."""
    match node:
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=ast.Tuple(elts=values)):
            yield from _percent(text, values)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right):
            yield from _percent(text, [right])
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"), args=values):
            yield from _braces(text, values)
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(text)), attr="join"),
            args=[ast.List(elts=values) | ast.Tuple(elts=values)],
        ):
            for index, value in enumerate(values):
                if index:
                    yield exactly(text)
                yield fold(value)
        case _:
            yield ANYTHING


def _percent(text: str, values: Sequence[ast.expr]) -> Iterator[Pattern]:
    """Fill `%s` one after the other; all other conversions may give anything."""
    waiting = list(values)
    for index, piece in enumerate(_PERCENT.split(text)):
        if index % 2 == 0:
            yield exactly(piece)
        elif piece == "%%":
            yield exactly("%")
        else:
            value = waiting.pop(0) if waiting else None
            if isinstance(value, ast.Starred) or "*" in piece:
                waiting.clear()
            yield fold(value) if piece == "%s" and value is not None else ANYTHING


def _braces(text: str, values: Sequence[ast.expr]) -> Iterator[Pattern]:
    """Fill `{}` and `{0}` (PEP 3101); all other fields may give anything."""
    known = [] if any(isinstance(value, ast.Starred) for value in values) else values
    automatic = 0
    for index, piece in enumerate(_BRACES.split(text)):
        if index % 2 == 0 or piece in {"{{", "}}"}:
            yield exactly(piece[0] if index % 2 else piece)
            continue
        name = piece[1:-1]
        place = int(name) if name.isdecimal() else automatic if not name else len(known)
        automatic += not name or name[0] in ":!."
        yield fold(known[place]) if place < len(known) else ANYTHING


def _joined(pieces: list[Pattern]) -> Pattern:
    prefix = suffix = ""
    for piece in pieces:
        prefix += piece.prefix
        if not piece.exact:
            break
    else:
        return exactly(prefix)
    for piece in reversed(pieces):
        suffix = piece.suffix + suffix
        if not piece.exact:
            break
    return Pattern(prefix, suffix, exact=False)
