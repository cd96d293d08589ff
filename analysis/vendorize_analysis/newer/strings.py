"""Make the nodes of f-strings and template strings from their concrete syntax.

Source: "f-strings" in the lexical analysis chapter of the language reference; PEP 701, PEP 750.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

import libcst as cst

from vendorize_analysis.newer.nodes import Interpolation, TemplateStr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vendorize_analysis.newer.extents import Extents

    Piece = Callable[[cst.CSTNode], ast.expr]
    """What gives the node of an expression inside."""

_TEXTS: Final = tuple(filter(None, [cst.FormattedStringText, getattr(cst, "TemplatedStringText", None)]))
_TEMPLATES: Final = tuple(filter(None, [getattr(cst, "TemplatedString", None)]))
_REPR: Final = ord("r")


def string(extents: Extents, piece: Piece, node: cst.CSTNode) -> ast.AST:
    """Return the node of a string, or of several that stand side by side, at least one of which holds expressions."""
    values: list[ast.AST] = []
    is_template = False
    for one in _side_by_side(node):
        if isinstance(one, cst.SimpleString):
            values.append(_constant(extents, one, ast.literal_eval(one.value)))
            continue
        is_template = is_template or isinstance(one, _TEMPLATES)
        values += _Parts(extents, piece, one).values(one.parts)
    kind: Any = TemplateStr if is_template else ast.JoinedStr
    return extents.put(kind(values=_merged(values)), node)


def _side_by_side(node: Any) -> Iterator[Any]:  # noqa: ANN401 - the classes that libcst has for strings
    if isinstance(node, cst.ConcatenatedString):
        yield from _side_by_side(node.left)
        yield from _side_by_side(node.right)
    else:
        yield node


class _Parts:
    """Reads the parts of one string."""

    def __init__(self, extents: Extents, piece: Piece, node: Any) -> None:  # noqa: ANN401 - an f-string or a template string
        self._extents = extents
        self._piece = piece
        self._quote: str = node.end
        self._raw = "r" in node.start.lower()
        self._template = isinstance(node, _TEMPLATES)

    def values(self, parts: Iterable[Any]) -> list[ast.AST]:
        found: list[ast.AST] = []
        for part in parts:
            if isinstance(part, _TEXTS):
                found.append(_constant(self._extents, part, self._text(part.value)))
            else:
                found += self._field(part)
        return found

    def _text(self, text: str) -> str:
        # A space keeps what is last from closing the string, and a backslash before a brace from escaping.
        value = text if self._raw else ast.literal_eval(f"{self._quote}{text} {self._quote}")[:-1]
        return value.replace("{{", "{").replace("}}", "}")

    def _field(self, part: Any) -> Iterator[ast.AST]:  # noqa: ANN401 - two classes with the same fields
        extents = self._extents
        start, end = extents.span(part)
        at, until = extents.outer(part.expression)
        conversion = ord(part.conversion) if part.conversion else -1
        if part.equal is not None:
            spaces = part.equal.whitespace_before.value, part.equal.whitespace_after.value
            shown = extents.text.data[start + 1 : until].decode() + "=".join(spaces)
            yield extents.text.put(_constant(extents, part, shown), start + 1, start + 1 + len(shown.encode()))
            conversion = _REPR if conversion < 0 and part.format_spec is None else conversion
        spec = part.format_spec
        inner = None if spec is None else ast.JoinedStr(values=_merged(self.values(spec)))
        if inner is not None:
            colon = extents.span(spec[0])[0] - 1 if spec else end - 2
            extents.text.put(inner, colon, end - 1)
        value = self._piece(part.expression)
        fields: dict[str, Any] = {"value": value, "conversion": conversion, "format_spec": inner}
        if self._template:
            kind: Any = Interpolation
            yield extents.put(kind(**fields, str=extents.text.data[at:until].decode()), part)
        else:
            yield extents.put(ast.FormattedValue(**fields), part)


def _constant(extents: Extents, node: cst.CSTNode, value: str) -> ast.AST:
    return extents.put(ast.Constant(value=value, kind=None), node)


def _merged(values: list[ast.AST]) -> list[Any]:
    """Join texts that stand side by side, as `ast` does; empty ones are none."""
    merged: list[ast.AST] = []
    for value in values:
        last = merged[-1] if merged else None
        if isinstance(value, ast.Constant) and not value.value:
            continue
        if isinstance(value, ast.Constant) and isinstance(last, ast.Constant):
            last.value = f"{last.value}{value.value}"  # type: ignore[str-bytes-safe]
            last.end_lineno, last.end_col_offset = value.end_lineno, value.end_col_offset
        else:
            merged.append(value)
    return merged
