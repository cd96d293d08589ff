"""Read a table value by value, and collect every problem in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Check = Callable[[str], str]
    """Says what is wrong with a value; gives an empty string where nothing is."""

_LEVELS = (0, 1, 2)
KINDS = {bool: "true or false", str: "a string", list: "a list", dict: "a table", int: "a number", float: "a number"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a configuration."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def accept(_: str) -> str:
    """Find nothing wrong with any value."""
    return ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest known spelling; empty where none is near."""
    import difflib  # noqa: PLC0415 - for a message that is rarely needed

    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f", did you mean {near[0]!r}?" if near else ""


@dataclass(slots=True)
class Reader:
    """A table being read: every key that was asked for is known, and what remains at the end is not."""

    values: Mapping[str, object]
    where: str
    problems: list[Problem]
    asked: set[str] = field(default_factory=set)

    def text(self, key: str, check: Check = accept) -> str:
        """Return a string; an empty one where there is none."""
        value = self._take(key)
        return self._checked(self._path(key), value, check) if value is not None else ""

    def texts(self, key: str, check: Check = accept) -> tuple[str, ...]:
        """Return a list of strings, every one of them checked."""
        return tuple(
            self._checked(f"{self._path(key)}[{index}]", item, check)
            for index, item in enumerate(self._list(key, "a list of strings"))
        )

    def flag(self, key: str) -> bool:
        """Return true or false; false where there is neither."""
        value = self._take(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self._wrong(self._path(key), value, "true or false")
        return False

    def number(self, key: str) -> int | None:
        """Return a whole number of at least one; None where there is none."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(self._path(key), value, "a whole number")
            return None
        if value < 1:
            self.problems.append(Problem(self._path(key), "must be at least 1"))
        return value

    def level(self, key: str) -> int | None:
        """Return a level of optimisation: 0, 1 or 2; None where there is none."""
        value = self._take(key)
        if value is None or (type(value) is int and value in _LEVELS):
            return value
        self.report(key, "must be 0, 1 or 2")
        return None

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a table whose values are strings, sorted by key."""
        inner = self.table(key)
        return tuple((name, inner.text(name)) for name in sorted(inner.values))

    def seconds(self, key: str) -> float:
        """Return a number that is not negative; 0 where there is none."""
        value = self._take(key)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(self._path(key), value, "a number of seconds")
            return 0.0
        if not 0 <= value < math.inf:
            self.report(key, "must be a number of seconds, 0 or more")
        return float(value)

    def table(self, key: str) -> Reader:
        """Return a reader for the table under a key; one without keys where there is none."""
        return self._inner(self._path(key), self._take(key))

    def tables(self, key: str) -> tuple[Reader, ...]:
        """Return a reader for each table of a list."""
        found = self._list(key, "a list of tables")
        return tuple(self._inner(f"{self._path(key)}[{index}]", value) for index, value in enumerate(found))

    def report(self, key: str, message: str) -> None:
        """Note a problem with a key."""
        self.asked.add(key)
        self.problems.append(Problem(self._path(key), message))

    def finish(self) -> None:
        """Report the keys that nobody asked for."""
        for key in sorted(self.values.keys() - self.asked):
            self.problems.append(Problem(self._path(key), f"unknown key{nearest(key, self.asked)}"))

    def _take(self, key: str) -> object:
        self.asked.add(key)
        return self.values.get(key)

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _list(self, key: str, wanted: str) -> list[object]:
        value = self._take(key)
        if value is None or isinstance(value, list):
            return value or []
        self._wrong(self._path(key), value, wanted)
        return []

    def _inner(self, path: str, value: object) -> Reader:
        if value is not None and not isinstance(value, dict):
            self._wrong(path, value, "a table")
        return Reader(value if isinstance(value, dict) else {}, path, self.problems)

    def _checked(self, path: str, value: object, check: Check) -> str:
        if not isinstance(value, str):
            self._wrong(path, value, "a string")
            return ""
        if message := check(value):
            self.problems.append(Problem(path, message))
        return value

    def _wrong(self, path: str, value: object, wanted: str) -> None:
        is_kind = KINDS.get(type(value), "a date or time")
        self.problems.append(Problem(path, f"must be {wanted}, but is {is_kind}"))
