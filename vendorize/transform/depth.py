"""How deeply a module is nested, measured before it is given to libcst.

libcst recurses, and its time grows with the square of the depth; where patterns of `match` are nested, it doubles with
every level, and more. What is deeper than here goes the other way.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.transform.source import Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVELS = 200
_PATTERN_LEVELS = 5


def is_too_deep(tree: ast.Module, text: bytes) -> bool:
    """Tell whether a module, of that UTF-8 text, is nested too deeply to be given to libcst."""
    level: list[ast.AST] = [tree]
    has_patterns = False
    for _ in range(_LEVELS):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        has_patterns = has_patterns or any(isinstance(node, ast.Match) for node in level)
        if not level:
            return has_patterns and any(_brackets(head) > _PATTERN_LEVELS for head in _case_heads(tree, Offsets(text)))
    return True


def _case_heads(tree: ast.Module, offsets: Offsets) -> Iterator[bytes]:
    """Yield the text between the bodies of `match` statements: no node tells of parentheses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Match):
            begin = offsets.end(node.subject)
            for case in node.cases:
                yield offsets.text[begin : offsets.start(case.body[0])]
                begin = offsets.end(case.body[-1])


def _brackets(text: bytes) -> int:
    """Return how many brackets are open at most, those in strings and comments included."""
    depth = most = 0
    for byte in text:
        if byte in b"([{":
            depth += 1
            most = max(most, depth)
        elif byte in b")]}" and depth:
            depth -= 1
    return most
