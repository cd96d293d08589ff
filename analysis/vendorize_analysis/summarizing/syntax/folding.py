"""Conditions whose outcome is known before the program runs: ONE decision, shared by the analysis and the writer.

The outcome of a test lands in `Part.dead`; the writer reads it there and never folds anything itself.
"""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vendorize_analysis.summarizing.syntax.checking import Checking

Known = bool | Literal["main"] | None
"""True or False: always so; `main`: only when the file is run as a program; None: not known."""


class Target(NamedTuple):
    """The versions and platforms that the result has to run on."""

    python: tuple[int, int] = (3, 0)
    """The lowest version; every later one counts as possible."""
    platforms: frozenset[str] = frozenset()
    """`linux`, `macos`, `windows`; empty: any."""
    without: frozenset[str] = frozenset()
    """Rules that keep less and are left out."""
    newest: tuple[int, int] = (3, 0)
    """The version of the analysed interpreter: what that reads is read, though our own parser may not."""
    checking: Checking | None = None
    """What `TYPE_CHECKING` means in the module that is read; None: not known."""


_SPELLINGS: Final = {
    ("sys", "platform"): {"linux": "linux", "macos": "darwin", "windows": "win32"},
    ("os", "name"): {"linux": "posix", "macos": "posix", "windows": "nt"},
}


_JUDGED: Final = frozenset({ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Call, ast.Constant, ast.Name, ast.Attribute})
"""Classes of conditions that may be known."""
_TELLING: Final = frozenset({"platform", "name", "version_info", "hexversion", "major"})
"""Last names of what tests of versions and platforms ask."""

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


def outcome(test: ast.expr, target: Target) -> Known:
    """Tell what a condition always gives on `target`."""
    # Most conditions are names, attributes and calls; asking for their class first spares a walk through the patterns.
    if test.__class__ not in _JUDGED:
        return None
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = outcome(operand, target)
            return not inner if isinstance(inner, bool) else None
        case ast.BoolOp(op=op, values=values):
            return _junction([outcome(value, target) for value in values], absorbing=isinstance(op, ast.Or))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(left, op, right, target) if _is_telling(left) or _is_telling(right) else None
        case ast.Call(func=ast.Attribute(value=receiver, attr="startswith"), args=[prefix], keywords=[]):
            prefixes = tuple(_texts(prefix) or ())
            return _for_all(name.startswith(prefixes) for name in _spellings(receiver, target) if prefixes)
        case _:
            return _constant(test, target)


def _is_telling(node: ast.expr) -> bool:
    """Tell whether one side of a comparison may be the version, the platform or the name of the module."""
    while node.__class__ is ast.Subscript:
        node = node.value
    if node.__class__ is ast.Attribute:
        return node.attr in _TELLING
    return node.__class__ is ast.Name and node.id == "__name__"


def _constant(test: ast.expr, target: Target) -> bool | None:
    if isinstance(test, ast.Constant):
        return bool(test.value)
    return False if target.checking and target.checking.never(test) else None


def _junction(outcomes: list[Known], *, absorbing: bool) -> Known:
    if any(known is absorbing for known in outcomes):
        return absorbing
    if all(known is (not absorbing) for known in outcomes):
        return not absorbing
    return None


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, target: Target) -> Known:
    if _is_name_test(left, right) or _is_name_test(right, left):
        return "main" if isinstance(op, ast.Eq) else None
    for name, other in ((left, right), (right, left)):
        if spellings := _spellings(name, target):
            return _platform_test(spellings, op, other, is_left=name is left)
    return _version_test(left, op, right, target.python)


def _is_name_test(left: ast.expr, right: ast.expr) -> bool:
    is_name = isinstance(left, ast.Name) and left.id == "__name__"
    return is_name and isinstance(right, ast.Constant) and right.value == "__main__"


def _platform_test(spellings: list[str], op: ast.cmpop, other: ast.expr, *, is_left: bool) -> Known:
    texts = _texts(other)
    one = isinstance(other, ast.Constant)
    if texts is None:
        return None
    match op:
        case ast.Eq() | ast.NotEq() if one:
            same = _for_all(name == texts[0] for name in spellings)
        case ast.In() | ast.NotIn() if is_left and not one:
            same = _for_all(name in texts for name in spellings)
        case ast.In() | ast.NotIn() if one and not is_left:
            same = _for_all(texts[0] in name for name in spellings)
        case _:
            return None
    return not same if same is not None and isinstance(op, (ast.NotEq, ast.NotIn)) else same


def _texts(node: ast.expr) -> list[str] | None:
    """Return the strings of a literal or of a literal collection."""
    items = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    texts = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return texts if len(texts) == len(items) else None


def _spellings(node: ast.expr, target: Target) -> list[str]:
    chain = chain_of(node)
    table = _SPELLINGS.get((chain[0], chain[1])) if len(chain) == 2 else None  # noqa: PLR2004 (`sys.platform`)
    return sorted({table[name] for name in target.platforms}) if table else []


def _for_all(outcomes: Iterable[bool]) -> bool | None:
    found = set(outcomes)
    return found.pop() if len(found) == 1 else None


# -- versions of Python, decided for every one from the lowest up -----------------------------------------------------


def _version_test(left: ast.expr, op: ast.cmpop, right: ast.expr, lowest: tuple[int, int]) -> bool | None:
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
