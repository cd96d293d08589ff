"""Where first-party code has a name."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.newer import UNREADABLE, parse_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def places_of(files: Iterable[tuple[str, bytes]]) -> Mapping[str, tuple[str, ...]]:
    """Return for each name in the code of some files the places, `FILE:LINE`, that have it: whatever it means there."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for path, content in files:
        try:
            tree = parse_any(content)
        except UNREADABLE:
            continue
        for name, line in sorted(_names(tree), key=lambda pair: pair[1]):
            found[name][f"{path}:{line}"] = None
    return {name: tuple(places) for name, places in found.items()}


def _names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr, node.end_lineno or node.lineno
        elif isinstance(node, ast.Name):
            yield node.id, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.name, alias.lineno) for alias in node.names)
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value.lineno
