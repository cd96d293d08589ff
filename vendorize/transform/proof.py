"""The check of our own work: what was written is what was decided, compared as syntax trees."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.transform.numbering import Numbered, branches
from vendorize_analysis.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Sequence

_BRANCHES = frozenset({"body", "orelse", "finalbody"})
_PLAIN = frozenset({str, int, bool, bytes, type(None)})
"""Classes whose values are equal where `==` says so; a number that is not whole may be no number."""


def check_cut(
    tree: ast.Module, parts: Sequence[Numbered], keep: frozenset[int], written: ast.Module, name: str
) -> dict[int, ast.stmt]:
    """Return the written node of each kept part; raise unless these are the same trees in the same order.

    `pass` does not count on either side: it stands in for what left an empty block.
    """
    pairs = _Pairs({id(part.node): part.index for part in parts}, keep, {})
    if not pairs.match(tree.body, written.body):
        kept = ast.unparse(ast.Module(_kept(tree.body, pairs.numbers, keep), []))
        raise InternalError(_difference(name, kept, ast.unparse(written)))
    return pairs.found


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Kept statements with the written ones."""

    numbers: dict[int, int]
    keep: frozenset[int]
    found: dict[int, ast.stmt]

    def match(self, old: list[ast.stmt], new: list[ast.stmt]) -> bool:
        wanted = [node for node in old if self.numbers[id(node)] in self.keep and not isinstance(node, ast.Pass)]
        got = [node for node in new if not isinstance(node, ast.Pass)]
        return len(wanted) == len(got) and all(map(self.match_one, wanted, got))

    def match_one(self, old: ast.stmt, new: ast.stmt) -> bool:
        self.found[self.numbers[id(old)]] = new
        inner = branches(old)
        if not inner:
            return same(old, new)
        return _same_heads(old, new) and all(map(self.match, inner, branches(new)))


def check_written(expected: ast.Module, written: ast.Module, name: str) -> None:
    """Raise unless a written module is what the changes make of its syntax tree."""
    if not same(expected, written):
        shown = ast.unparse(ast.fix_missing_locations(expected))
        raise InternalError(_difference(name, shown, ast.unparse(written)))


def same(left: object, right: object) -> bool:
    """Tell whether two syntax trees are equal, positions aside."""
    kind = left.__class__
    if kind is not right.__class__:
        return False
    if kind in _PLAIN:
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, ast.AST):
        # Half of the time of a cut is spent here, so this is a loop.
        for field in left._fields:  # noqa: SIM110
            if not same(getattr(left, field, None), getattr(right, field, None)):
                return False
        return True
    return left == right if not isinstance(left, float | complex) else repr(left) == repr(right)


def _same_heads(left: ast.AST, right: ast.AST) -> bool:
    """Tell whether two containers are equal but for the statements in their branches."""
    if type(left) is not type(right):
        return False
    for field in left._fields:
        ours, theirs = getattr(left, field, None), getattr(right, field, None)
        if field == "handlers" and isinstance(ours, list) and isinstance(theirs, list):
            if len(ours) != len(theirs) or not all(map(_same_heads, ours, theirs)):
                return False
        elif field not in _BRANCHES and not same(ours, theirs):
            return False
    return True


def _kept(body: list[ast.stmt], numbers: dict[int, int], keep: frozenset[int]) -> list[ast.stmt]:
    """Return the kept statements for display; what is inside of containers is shown entire."""
    return [node for node in body if numbers[id(node)] in keep]


def _difference(name: str, wanted: str, got: str) -> str:
    lines = difflib.unified_diff(wanted.splitlines(), got.splitlines(), "decided", "written", lineterm="", n=1)
    shown = list(lines)[:60]
    return "\n".join([f"{name}: what was written is not what was decided; please report this", *shown])
