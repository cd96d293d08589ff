"""Sets of attribute names, known whole or only by their ends, as source text spells them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_IDENTIFIER = re.compile(r"[^\W\d]\w*\Z")
_PLACE = re.compile(r"%(?:\(\w*\))?[-#0 +]*[\d.]*[a-zA-Z]|\{[^{}]*\}")
_SHORTEST = 3
"""Shorter ends (`_` in front, say) would match most names there are; no class is looked through for them."""


@dataclass(slots=True)
class NameSet:
    """Names that are known whole, and the ends of computed ones."""

    names: set[str] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)
    suffixes: set[str] = field(default_factory=set)

    def merge(self, other: NameSet) -> None:
        """Take in another set; dunder names are left out: a protocol method is kept by another rule."""
        self.add(other.names)
        self.prefixes |= other.prefixes
        self.suffixes |= other.suffixes

    def add(self, names: Iterable[str]) -> None:
        """Take in whole names that are identifiers and no dunders."""
        self.names.update(name for name in names if is_plain(name))


def is_plain(name: str) -> bool:
    """Tell whether a text is an identifier that no protocol reserves (`__x__`)."""
    is_dunder = name.startswith("__") and name.endswith("__")
    return bool(_IDENTIFIER.match(name)) and not is_dunder


def constants(node: ast.expr) -> Iterator[str]:
    """Yield a string literal, or those of a literal tuple, list, set or conditional."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for item in node.elts:
            yield from constants(item)
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def pieces(node: ast.expr) -> NameSet:
    """Return what an expression says about the name that it computes."""
    found = NameSet(names=set(constants(node)))
    first, last = _ends(node)
    if is_plain(first) and len(first) >= _SHORTEST:
        found.prefixes.add(first)
    elif len(last) >= _SHORTEST and is_plain("x" + last):
        # An end counts only where the beginning says nothing: `get_%s_header` is all in `get_`.
        found.suffixes.add(last)
    return found


def _ends(node: ast.expr) -> tuple[str, str]:
    """Return the literal texts that a computed string begins and ends with."""
    if isinstance(node, ast.JoinedStr) and node.values:
        return _text(node.values[0]), _text(node.values[-1])
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _template_ends(_text(node.left))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = _text(node.left) or _ends(node.left)[0]
        right = _text(node.right) or _ends(node.right)[1]
        return left, right
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return _template_ends(_text(node.func.value))
    return "", ""


def _template_ends(template: str) -> tuple[str, str]:
    parts = _PLACE.split(template)
    return (parts[0], parts[-1]) if len(parts) > 1 else ("", "")


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
