"""The check of our own work: what was written is what was decided, compared as syntax trees."""

from __future__ import annotations

import ast
import difflib
from typing import TYPE_CHECKING

from vendorize.transform.numbering import Numbered, branches
from vendorize_analysis.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Sequence

_BRANCHES = frozenset({"body", "orelse", "finalbody"})


def check_cut(
    tree: ast.Module, parts: Sequence[Numbered], keep: frozenset[int], written: ast.Module, name: str
) -> dict[int, ast.stmt]:
    """Give the written node of each kept part; raise unless these are the same trees in the same order.

    `pass` does not count on either side: it stands in for what left an empty block.
    """
    numbers = {id(part.node): part.index for part in parts}
    found: dict[int, ast.stmt] = {}

    def pair(old: list[ast.stmt], new: list[ast.stmt]) -> bool:
        wanted = [node for node in old if numbers[id(node)] in keep and not isinstance(node, ast.Pass)]
        got = [node for node in new if not isinstance(node, ast.Pass)]
        return len(wanted) == len(got) and all(map(pair_one, wanted, got))

    def pair_one(old: ast.stmt, new: ast.stmt) -> bool:
        found[numbers[id(old)]] = new
        inner = branches(old)
        if not inner:
            return same(old, new)
        return same(old, new, heads=True) and all(map(pair, inner, branches(new)))

    if not pair(tree.body, written.body):
        kept = ast.unparse(ast.Module(_kept(tree.body, numbers, keep), []))
        raise InternalError(_difference(name, kept, ast.unparse(written)))
    return found


def check_written(expected: ast.Module, written: ast.Module, name: str) -> None:
    """Raise unless a written module is what the changes make of its syntax tree."""
    if not same(expected, written):
        shown = ast.unparse(ast.fix_missing_locations(expected))
        raise InternalError(_difference(name, shown, ast.unparse(written)))


def same(left: object, right: object, *, heads: bool = False) -> bool:
    """Tell whether two syntax trees are equal, positions aside; `heads`: without the statements in their branches."""
    if type(left) is not type(right):
        return False
    if isinstance(left, ast.AST):
        for field in left._fields:
            if heads and field in _BRANCHES:
                continue
            below = heads and field == "handlers"
            if not same(getattr(left, field, None), getattr(right, field, None), heads=below):
                return False
        return True
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(a, b, heads=heads) for a, b in zip(left, right, strict=True))
    return left == right if not isinstance(left, float | complex) else repr(left) == repr(right)


def _kept(body: list[ast.stmt], numbers: dict[int, int], keep: frozenset[int]) -> list[ast.stmt]:
    """Give the kept statements for display; what is inside of containers is shown entire."""
    return [node for node in body if numbers[id(node)] in keep]


def _difference(name: str, wanted: str, got: str) -> str:
    lines = difflib.unified_diff(wanted.splitlines(), got.splitlines(), "decided", "written", lineterm="", n=1)
    shown = list(lines)[:60]
    return "\n".join([f"{name}: what was written is not what was decided; please report this", *shown])
