"""The string domain: names of attributes and keys of tables are often put together.

What is known of a string is one of a few texts, or how it begins and ends (`TextPattern`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.ir.keys import MOST_TEXT
from vendorize_analysis.callgraph.solver.objects import ConstantObject, PlainObject, TextPattern

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize_analysis.callgraph.ir.keys import Key
    from vendorize_analysis.callgraph.solver.object_table import ObjectTable
    from vendorize_analysis.callgraph.solver.points_to import Solver

_MOST_NUMBER: Final = 1 << 31
_MOST_TEXTS: Final = 8
"""Of how many texts one place in a string may be; then it may be anything."""
_NAME: Final = re.compile(r"[\w.:/-]*")
_ARITHMETIC: Final[dict[str, Callable[[int, int], int]]] = {
    "__add__": lambda left, right: left + right,
    "__sub__": lambda left, right: left - right,
    "__mul__": lambda left, right: left * right,
}


def join(solver: Solver, parts: Sequence[str | int], target: int) -> None:
    """Store every text that literals and what variables hold make, as far as it may be a name or key."""
    if all(isinstance(part, int) or _NAME.fullmatch(part) for part in parts):
        _extend(solver, ("", None), list(parts), target)
    else:
        solver.add(target, solver.objects.number(PlainObject, "str"))


def _extend(solver: Solver, start: tuple[str, str | None], parts: list[str | int], target: int) -> None:
    """Go on from a text, or from one that begins and ends in a certain way."""
    first, last = start
    parts = list(parts)
    while parts and isinstance(parts[0], str):
        literal = str(parts.pop(0))
        first, last = (first + literal, None) if last is None else (first, last + literal)
    if not parts:
        _store(solver, first, last, target)
        return
    variable = int(parts.pop(0))
    seen: set[tuple[str, str | None]] = set()

    def found(value: int) -> None:
        text = text_of(solver.objects, value)
        after = (first + text, last) if text is not None and last is None else (first, "")
        if text is not None and last is not None:
            after = (first, last + text)
        if len(seen) >= _MOST_TEXTS:
            after = (first, last or "")
        if after not in seen and len(after[0]) <= MOST_TEXT:
            seen.add(after)
            _extend(solver, after, parts, target)

    solver.listen(variable, found)


def _store(solver: Solver, first: str, last: str | None, target: int) -> None:
    if last is None:
        solver.add(target, solver.objects.number(ConstantObject, first))
    elif first.isidentifier() or (last and f"x{last}".isidentifier()):
        solver.add(target, solver.objects.number(TextPattern, first, last))
    else:
        solver.add(target, solver.objects.number(PlainObject, "str"))


def text_of(objects: ObjectTable, value: int) -> str | None:
    """Return an object as `str` shows it, None where that is not known."""
    known = objects[value]
    return str(known.value) if isinstance(known, ConstantObject) and not isinstance(known.value, tuple) else None


def compute(objects: ObjectTable, left: int, right: int, method: str) -> Key | None:
    """Return the sum of two constants and their like, None where that is not known."""
    one, other = objects[left], objects[right]
    if not isinstance(one, ConstantObject) or not isinstance(other, ConstantObject):
        return None
    first, second = one.value, other.value
    if type(first) is int and type(second) is int and method in _ARITHMETIC:
        number = _ARITHMETIC[method](first, second)
        return number if abs(number) < _MOST_NUMBER else None
    if isinstance(first, str) and isinstance(second, str) and method == "__add__":
        return first + second if len(first) + len(second) <= MOST_TEXT else None
    return None


def matching(pattern: TextPattern, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that a string which is partly known may be."""
    return tuple(name for name in names if name.startswith(pattern.first) and name.endswith(pattern.last))
