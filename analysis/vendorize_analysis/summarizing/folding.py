"""Conditions whose outcome is known before the program runs: ONE decision, shared by the analysis and the writer.

The outcome of a test lands in `Part.dead`; the writer reads it there and never folds anything itself.
"""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from vendorize_analysis.summarizing.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Callable

Known = bool | Literal["main"] | None
"""True or False: always so; `main`: only when the file is run as a program; None: not known."""


class Target(NamedTuple):
    """The versions and platforms that the result has to run on."""

    python: tuple[int, int] = (3, 0)
    """The lowest version; every later one counts as possible."""
    platforms: frozenset[str] = frozenset()
    """`linux`, `macos`, `windows`; empty: any."""


_SYS_PLATFORM: Final = {"linux": "linux", "macos": "darwin", "windows": "win32"}
_OS_NAME: Final = {"linux": "posix", "macos": "posix", "windows": "nt"}
_COMPARE: Final[dict[type[ast.cmpop], Callable[[object, object], bool]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_MAIN: Final = ("__name__", "__main__")


def outcome(test: ast.expr, target: Target) -> Known:
    """Tell what a condition always gives on `target`."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return False
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = outcome(operand, target)
            return not inner if isinstance(inner, bool) else None
        case ast.BoolOp(op=op, values=values):
            return _junction([outcome(value, target) for value in values], absorbing=isinstance(op, ast.Or))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(left, op, right, target)
        case ast.Call(func=ast.Attribute(value=receiver, attr="startswith"), args=[ast.Constant(value=str(prefix))]):
            return _for_all([name.startswith(prefix) for name in _spellings(receiver, target)])
        case _:
            return None


def _junction(outcomes: list[Known], *, absorbing: bool) -> Known:
    if any(known is absorbing for known in outcomes):
        return absorbing
    if all(known is (not absorbing) for known in outcomes):
        return not absorbing
    return None


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, target: Target) -> Known:
    if (_text(left), _text(right)) in {_MAIN, _MAIN[::-1]}:
        return "main" if isinstance(op, ast.Eq) else None
    if (spellings := _spellings(left, target)) and isinstance(right, ast.Constant):
        compare = _COMPARE.get(type(op))
        return _for_all([compare(name, right.value) for name in spellings]) if compare else None
    return _version_test(left, op, right, target)


def _text(node: ast.expr) -> object:
    return node.id if isinstance(node, ast.Name) else node.value if isinstance(node, ast.Constant) else None


def _spellings(node: ast.expr, target: Target) -> list[str]:
    table = {("sys", "platform"): _SYS_PLATFORM, ("os", "name"): _OS_NAME}.get(chain_of(node)[:2])
    return sorted({table[name] for name in target.platforms}) if table else []


def _for_all(outcomes: list[bool]) -> Known:
    return outcomes[0] if outcomes and len(set(outcomes)) == 1 else None


def _version_test(left: ast.expr, op: ast.cmpop, right: ast.expr, target: Target) -> Known:
    """Decide `sys.version_info >= (3, 8)` and its relatives for every version from the lowest one up."""
    wanted = _version_literal(right)
    width = _version_width(left)
    if wanted is None or width == 0:
        return None
    lowest = target.python[:width]
    if width == 1 and len(wanted) == 1 and target.python >= (3, 0) and wanted[0] <= 3:  # noqa: PLR2004 (there is no Python 4)
        compare = {
            ast.Eq: operator.eq,
            ast.NotEq: operator.ne,
            ast.Lt: operator.lt,
            ast.LtE: operator.le,
            ast.Gt: operator.gt,
            ast.GtE: operator.ge,
        }.get(type(op))
        return compare(3, wanted[0]) if compare else None
    if isinstance(op, ast.GtE) and lowest >= wanted:
        return True
    if isinstance(op, ast.Gt) and lowest > wanted:
        return True
    if isinstance(op, ast.Lt) and lowest >= wanted:
        return False
    if isinstance(op, ast.LtE) and lowest > wanted:
        return False
    if isinstance(op, ast.Eq) and lowest > wanted:
        return False
    return None


def _version_literal(node: ast.expr) -> tuple[int, ...] | None:
    values = node.elts if isinstance(node, ast.Tuple) else [node]
    numbers = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, int)]
    return tuple(numbers) if numbers and len(numbers) == len(values) else None


def _version_width(node: ast.expr) -> int:
    """Give how many leading fields of the version an expression stands for; 0 when it is none."""
    match node:
        case ast.Subscript(value=value, slice=ast.Constant(value=0)) if chain_of(value) == ("sys", "version_info"):
            return 1
        case ast.Subscript(
            value=value, slice=ast.Slice(lower=None, upper=ast.Constant(value=1 | 2 as upper), step=None)
        ):
            return upper if chain_of(value) == ("sys", "version_info") else 0
        case _:
            pass
    chain = chain_of(node)
    if chain == ("sys", "version_info"):
        return 2
    return 1 if chain == ("sys", "version_info", "major") else 0
