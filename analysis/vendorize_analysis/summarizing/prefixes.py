"""What is known of a computed string: its literal beginning and end."""

from __future__ import annotations

import ast
import re
from typing import Final, NamedTuple

MODULE_NAME: Final = "<name>"
"""Stands for `__name__` of the module, which a summary does not know."""
PACKAGE_NAME: Final = "<package>"
"""Stands for `__package__` of the module."""

_PERCENT: Final = re.compile(r"%[-+ #0-9.]*[a-zA-Z]|%\([^)]*\)[-+ #0-9.]*[a-zA-Z]")
_BRACES: Final = re.compile(r"\{[^{}]*\}")


class Pattern(NamedTuple):
    """Any text that begins and ends like this; `exact` when there is nothing in between."""

    prefix: str
    suffix: str
    exact: bool

    @property
    def useful(self) -> bool:
        """Tell whether it says anything."""
        return bool(self.prefix or self.suffix)

    def encode(self) -> str:
        """Give the pattern as `prefix*suffix`."""
        return self.prefix if self.exact else f"{self.prefix}*{self.suffix}"


_ANYTHING: Final = Pattern("", "", exact=False)


def fold(node: ast.expr) -> Pattern:
    """Fold a string expression as far as its constants go."""
    match node:
        case ast.Constant(value=str(text)):
            return Pattern(text, text, exact=True)
        case ast.Name(id="__name__"):
            return Pattern(MODULE_NAME, MODULE_NAME, exact=True)
        case ast.Name(id="__package__") | ast.Attribute(value=ast.Name(id="__spec__"), attr="parent"):
            return Pattern(PACKAGE_NAME, PACKAGE_NAME, exact=True)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([fold(left), fold(right)])
        case ast.JoinedStr(values=values):
            return _joined([fold(value) for value in values])
        case ast.FormattedValue(value=value, format_spec=None):
            return fold(value)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod(), right=right):
            values = right.elts if isinstance(right, ast.Tuple) else [right]
            return _filled(_PERCENT.split(text), values)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"), args=values):
            return _filled(_BRACES.split(text), values)
        case _:
            return _ANYTHING


def _filled(texts: list[str], values: list[ast.expr]) -> Pattern:
    pieces = [Pattern(texts[0], texts[0], exact=True)]
    for index, text in enumerate(texts[1:]):
        pieces.append(fold(values[index]) if index < len(values) else _ANYTHING)
        pieces.append(Pattern(text, text, exact=True))
    return _joined(pieces)


def _joined(pieces: list[Pattern]) -> Pattern:
    prefix = suffix = ""
    for piece in pieces:
        prefix += piece.prefix
        if not piece.exact:
            break
    else:
        return Pattern(prefix, prefix, exact=True)
    for piece in reversed(pieces):
        suffix = piece.suffix + suffix
        if not piece.exact:
            break
    return Pattern(prefix, suffix, exact=False)
