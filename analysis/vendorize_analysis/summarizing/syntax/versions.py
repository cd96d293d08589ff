"""Tests of the Python version, decided for every version from the lowest one up."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Callable

_INFO: Final = ("sys", "version_info")
_MIRRORED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Eq: ast.Eq,
    ast.NotEq: ast.NotEq,
}
_COMPARE: Final[dict[type[ast.cmpop], Callable[[int, int], bool]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_MAJOR: Final = 3
"""There is no Python 4, and 2 is not among what we read."""


def version_test(left: ast.expr, op: ast.cmpop, right: ast.expr, lowest: tuple[int, int]) -> bool | None:
    """Decide `sys.version_info >= (3, 8)` and its relatives, None where versions differ."""
    kind = type(op)
    if kind not in _COMPARE:
        return None
    for name, literal, seen in ((left, right, kind), (right, left, _MIRRORED[kind])):
        if _is_major(name):
            return _major_test(seen, literal)
        if chain_of(name) == ("sys", "hexversion"):
            return _from_lowest(seen, ((lowest[0] << 24) + (lowest[1] << 16),), _number(literal))
        if width := _width(name):
            return _prefix_test(seen, lowest[:width], _numbers(literal))
    return None


def _is_major(node: ast.expr) -> bool:
    match node:
        case ast.Subscript(value=value, slice=ast.Constant(value=0)):
            return chain_of(value) == _INFO
        case _:
            return chain_of(node) == (*_INFO, "major")


def _width(node: ast.expr) -> int:
    """Return how many leading fields of the version an expression stands for; 0 when it is none."""
    match node:
        case ast.Subscript(
            value=value,
            slice=ast.Slice(lower=None | ast.Constant(value=0), upper=ast.Constant(value=int(upper)), step=None),
        ):
            return min(max(upper, 0), 2) if chain_of(value) == _INFO else 0
        case _:
            return 2 if chain_of(node) == _INFO else 0


def _numbers(node: ast.expr) -> tuple[int, ...]:
    """Return the numbers of a literal tuple, empty for anything else."""
    values = node.elts if isinstance(node, ast.Tuple) else []
    numbers = [item.value for item in values if isinstance(item, ast.Constant) and isinstance(item.value, int)]
    return tuple(numbers) if len(numbers) == len(values) else ()


def _number(node: ast.expr) -> tuple[int, ...]:
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, int) else ()


def _major_test(op: type[ast.cmpop], literal: ast.expr) -> bool | None:
    wanted = _number(literal)
    return _COMPARE[op](_MAJOR, wanted[0]) if wanted and wanted[0] <= _MAJOR else None


def _prefix_test(op: type[ast.cmpop], lowest: tuple[int, ...], wanted: tuple[int, ...]) -> bool | None:
    if len(wanted) == len(lowest) == 1:
        return _COMPARE[op](_MAJOR, wanted[0]) if wanted[0] <= _MAJOR else None
    return _from_lowest(op, lowest, wanted)


def _from_lowest(op: type[ast.cmpop], lowest: tuple[int, ...], wanted: tuple[int, ...]) -> bool | None:
    """Decide a comparison that comes out the same for `lowest` and everything above it."""
    if not wanted:
        return None
    if lowest > wanted:
        return op in {ast.Gt, ast.GtE, ast.NotEq}
    if lowest == wanted and op in {ast.GtE, ast.Lt}:
        return op is ast.GtE
    return None
