"""Inclusion-based value flow: variables, what each may hold, and what follows from it (L. O. Andersen, 1994).

Everything only grows and everything is finite, so the work ends. It is done first in, first out, and no set is ever
iterated, so the same program gives the same order whatever the hash seed is.
"""

from __future__ import annotations

import sys
from collections import deque
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import CONSTANTS, FINE, UNKNOWN, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Watcher = Callable[[int], object]


class Solver:
    """Owns all variables."""

    def __init__(self, most: tuple[int, ...] = FINE, patience: int = 0) -> None:
        self.values = Values()
        self._most = most
        self._least = min(most)
        self._held: list[dict[int, bool] | None] = []
        """With each value whether it has been passed on."""
        self._copies: list[dict[int, None] | None] = []
        self._watchers: list[list[Watcher] | None] = []
        self._queue: deque[tuple[int | Watcher, int]] = deque()
        self._holders: dict[int, int] = {}
        self._counts: dict[int, list[int]] = {}
        """How many values of each group a variable holds, from the number on that any group is limited to."""
        self.steps = 0
        self._patience = patience or sys.maxsize
        self.refused: dict[int, None] = {}
        """Values that a full variable counts as unknown."""

    @property
    def exhausted(self) -> bool:
        """Tell whether it gave up: what is known is then less than what may be."""
        return self.steps > self._patience

    def new(self, count: int = 1) -> int:
        """Give the first of some new variables."""
        first = len(self._held)
        nothing: list[None] = [None] * count
        self._held += nothing
        self._copies += nothing
        self._watchers += nothing
        return first

    def holder(self, value: int) -> int:
        """Give a variable that holds one value."""
        if value not in self._holders:
            self._holders[value] = self.new()
            self.add(self._holders[value], value)
        return self._holders[value]

    def held(self, variable: int) -> tuple[int, ...]:
        """Give what a variable holds so far."""
        return tuple(self._held[variable] or ())

    def add(self, variable: int, value: int) -> None:
        """Note that a variable may hold a value."""
        held = self._held[variable]
        if held is None:
            held = self._held[variable] = {}
        if value not in held:
            if len(held) >= self._least:
                value = self._limited(variable, held, value)
                if value in held:
                    return
            waiting = self._copies[variable] or self._watchers[variable]
            held[value] = not waiting
            if waiting:
                self._queue.append((variable, value))

    def _limited(self, variable: int, held: dict[int, bool], value: int) -> int:
        """Give a value, or an unknown one where a variable holds too many of its kind."""
        groups = self.values.groups
        counts = self._counts.get(variable)
        if counts is None:
            counts = self._counts[variable] = [0] * len(self._most)
            for each in held:
                counts[groups[each]] += 1
        group = groups[value]
        if counts[group] >= self._most[group]:
            if group == CONSTANTS:
                return self.values.number("plain", "object")
            self.refused[value] = None
            return UNKNOWN
        counts[group] += 1
        return value

    def link(self, source: int, target: int) -> None:
        """Note that a variable may hold whatever another one holds."""
        copies = self._copies[source]
        if copies is None:
            copies = self._copies[source] = {}
        if target in copies or source == target:
            return
        copies[target] = None
        held = self._held[source]
        if held:
            self._pass(held, target)

    def _pass(self, values: Iterable[int], target: int) -> None:
        there = self._held[target]
        for value in list(values):
            if there is None or value not in there:
                self.add(target, value)

    def watch(self, variable: int, watcher: Watcher) -> None:
        """Call a function with every value that a variable may hold, once each."""
        watchers = self._watchers[variable]
        if watchers is None:
            watchers = self._watchers[variable] = []
        watchers.append(watcher)
        for value, passed in (self._held[variable] or {}).items():
            if passed:  # the others are still to come
                self._queue.append((watcher, value))

    def later(self, watcher: Watcher, value: int) -> None:
        """Call a function when what is known now has been passed on."""
        self._queue.append((watcher, value))

    def drain(self) -> None:
        """Work until nothing new follows."""
        queue, every, copies, watchers = self._queue, self._held, self._copies, self._watchers
        take, add = queue.popleft, self.add
        while queue:
            first, value = take()
            self.steps += 1
            if self.steps > self._patience:
                queue.clear()
                return
            if not isinstance(first, int):
                first(value)
                continue
            every[first][value] = True  # type: ignore[index]  # it was added there
            for target in copies[first] or ():
                held = every[target]
                if held is None or value not in held:
                    add(target, value)
            watching = watchers[first]
            if watching:
                for watcher in tuple(watching):
                    watcher(value)
