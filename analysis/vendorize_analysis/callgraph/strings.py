"""Strings and numbers that code puts together: names of attributes and keys of tables are often made this way.

What is known of a string is one of a few texts, or how it begins and ends (`pattern`).
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping, Sequence

    from vendorize_analysis.callgraph.facts import Key
    from vendorize_analysis.callgraph.machine import Machine

MOST_TEXT: Final = 64
"""Longer strings are text for people."""
_MOST_NUMBER: Final = 1 << 31
_MOST_TEXTS: Final = 8
"""Of how many texts one place in a string may be; then it may be anything."""
_NAME: Final = re.compile(r"[\w.:/-]*")
_PERCENT: Final = re.compile(r"%(%|[a-zA-Z])")
_ARITHMETIC: Final[dict[str, Callable[[int, int], int]]] = {
    "__add__": lambda left, right: left + right,
    "__sub__": lambda left, right: left - right,
    "__mul__": lambda left, right: left * right,
}


def formatted(text: str, positional: Sequence[int], keywords: Mapping[str, int]) -> tuple[str | int, ...] | None:
    """Give the literals and variables that `str.format` puts together, None where it does more than that."""
    parts: list[str | int] = []
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return None
    for count, (literal, name, spec, conversion) in enumerate(fields):
        parts.append(literal)
        if name is None:
            continue
        place = int(name) if name.isdecimal() else count if not name else -1
        found = keywords.get(name, -1) if place < 0 else positional[place] if place < len(positional) else -1
        if found < 0 or spec or conversion:
            return None
        parts.append(found)
    return tuple(parts)


def percent(text: str, count: int) -> list[str] | None:
    """Give the literals around so many `%s`, None where there is anything else."""
    found = _PERCENT.findall(text)
    if any(each != "s" for each in found) or len(found) != count or text.count("%") != count:
        return None
    return text.split("%s")


def is_short(node: ast.Constant) -> bool:
    """Tell whether a literal may serve as a name or key."""
    return type(node.value) is int or (isinstance(node.value, str) and len(node.value) <= MOST_TEXT)


class Strings:
    """Puts texts together."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def join(self, parts: Sequence[str | int], target: int) -> None:
        """Give every text that literals and what variables hold make, as far as it may be a name or key."""
        if all(isinstance(part, int) or _NAME.fullmatch(part) for part in parts):
            self._extend(("", None), list(parts), target)
        else:
            self.machine.solver.add(target, self.machine.number("plain", "str"))

    def _extend(self, start: tuple[str, str | None], parts: list[str | int], target: int) -> None:
        """Go on from a text, or from one that begins and ends in a certain way."""
        first, last = start
        parts = list(parts)
        while parts and isinstance(parts[0], str):
            literal = str(parts.pop(0))
            first, last = (first + literal, None) if last is None else (first, last + literal)
        if not parts:
            self._give(first, last, target)
            return
        variable = int(parts.pop(0))
        seen: set[tuple[str, str | None]] = set()

        def found(value: int) -> None:
            text = self.text(value)
            after = (first + text, last) if text is not None and last is None else (first, "")
            if text is not None and last is not None:
                after = (first, last + text)
            if len(seen) >= _MOST_TEXTS:
                after = (first, last or "")
            if after not in seen and len(after[0]) <= MOST_TEXT:
                seen.add(after)
                self._extend(after, parts, target)

        self.machine.solver.watch(variable, found)

    def _give(self, first: str, last: str | None, target: int) -> None:
        machine = self.machine
        if last is None:
            machine.solver.add(target, machine.number("constant", first))
        elif first.isidentifier() or (last and f"x{last}".isidentifier()):
            machine.solver.add(target, machine.number("pattern", first, last))
        else:
            machine.solver.add(target, machine.number("plain", "str"))

    def text(self, value: int) -> str | None:
        """Give a value as `str` shows it, None where that is not known."""
        kind, *rest = self.machine.value(value)
        return str(rest[0]) if kind == "constant" and not isinstance(rest[0], tuple) else None

    def compute(self, left: int, right: int, method: str) -> Key | None:
        """Give the sum of two constants and their like."""
        kinds = (self.machine.values.kind(left), self.machine.values.kind(right))
        if kinds != ("constant", "constant"):
            return None
        first, second = self.machine.value(left)[1], self.machine.value(right)[1]
        if type(first) is int and type(second) is int and method in _ARITHMETIC:
            number = _ARITHMETIC[method](first, second)
            return number if abs(number) < _MOST_NUMBER else None
        if isinstance(first, str) and isinstance(second, str) and method == "__add__":
            return first + second if len(first) + len(second) <= MOST_TEXT else None
        return None

    def names(self, value: int, known: Callable[[], Sequence[str]]) -> tuple[str, ...] | None:
        """Give the names that a value may be, of those that are known; None where it may be any."""
        kind, *rest = self.machine.value(value)
        if kind == "constant":
            return (rest[0],) if isinstance(rest[0], str) else ()
        if kind == "pattern":
            first, last = rest
            return tuple(name for name in known() if name.startswith(first) and name.endswith(last))
        return None
