"""Inclusion-based value flow: variables, what each may hold, and what follows from it (L. O. Andersen, 1994).

Everything only grows and everything is finite, so the work ends. It is done first in, first out, and no set is ever
iterated, so the same program gives the same order whatever the hash seed is.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.solver.object_table import CONSTANTS, FINE, ObjectTable
from vendorize_analysis.callgraph.solver.objects import UNKNOWN, PlainObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    ObjectListener = Callable[[int], object]

MOST_STEPS: Final = 100_000_000
"""An end in minutes, whatever the program: mkdocs with all its dependencies takes three million."""

_BETWEEN_PAUSES: Final = 20_000
"""Steps, a twentieth of a second."""


class Solver:
    """Owns all variables, their points-to sets and the subset edges between them."""

    def __init__(
        self,
        widened: ObjectListener,
        most: tuple[int, ...] = FINE,
        most_steps: int = MOST_STEPS,
        goes_on: Callable[[int], bool] | None = None,
    ) -> None:
        """Start without variables; `widened` is told of each object for which a variable has no place.

        `goes_on` is told now and then how many steps were taken, and says whether to take more.
        """
        self.objects = ObjectTable()
        self._widened = widened
        self._most = most
        self._least = min(most)
        self._held: list[dict[int, bool] | None] = []
        """With each value whether it has been passed on."""
        self._copies: list[dict[int, None] | None] = []
        self._listeners: list[list[ObjectListener] | None] = []
        self._queue: deque[tuple[int | ObjectListener, int]] = deque()
        self._singletons: dict[int, int] = {}
        self._counts: dict[int, list[int]] = {}
        """How many values of each group a variable holds, from the number on that any group is limited to."""
        self.steps = 0
        self._most_steps = most_steps
        self._goes_on = goes_on
        self._pause = self._next_pause()
        self.is_complete = True
        """Whether everything was passed on: the work stops after so many steps."""

    def new(self, count: int = 1) -> int:
        """Return the first of some new variables."""
        first = len(self._held)
        nothing: list[None] = [None] * count
        self._held += nothing
        self._copies += nothing
        self._listeners += nothing
        return first

    def singleton(self, value: int) -> int:
        """Return the variable that holds one object and no other."""
        if value not in self._singletons:
            self._singletons[value] = self.new()
            self.add(self._singletons[value], value)
        return self._singletons[value]

    def points_to(self, variable: int) -> tuple[int, ...]:
        """Return what a variable may hold so far, in the order of arrival."""
        return tuple(self._held[variable] or ())

    def add(self, variable: int, value: int) -> None:
        """Add an object to the points-to set of a variable."""
        held = self._held[variable]
        if held is None:
            held = self._held[variable] = {}
        if value not in held:
            if len(held) >= self._least:
                value = self._limited(variable, held, value)
                if value in held:
                    return
            waiting = self._copies[variable] or self._listeners[variable]
            held[value] = not waiting
            if waiting:
                self._queue.append((variable, value))

    def _limited(self, variable: int, held: dict[int, bool], value: int) -> int:
        """Return the object, or the top element where a variable holds too many of its group."""
        groups = self.objects.groups
        counts = self._counts.get(variable)
        if counts is None:
            counts = self._counts[variable] = [0] * len(self._most)
            for each in held:
                counts[groups[each]] += 1
        group = groups[value]
        if counts[group] >= self._most[group]:
            if group == CONSTANTS:
                return self.objects.number(PlainObject, "object")
            self._widened(value)
            return UNKNOWN
        counts[group] += 1
        return value

    def add_edge(self, source: int, target: int) -> None:
        """Add a subset edge: the target may hold whatever the source holds."""
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

    def listen(self, variable: int, listener: ObjectListener) -> None:
        """Call a function with every object that a variable may hold, now or later, once each."""
        listeners = self._listeners[variable]
        if listeners is None:
            listeners = self._listeners[variable] = []
        listeners.append(listener)
        for value, passed in (self._held[variable] or {}).items():
            if passed:  # the others are still to come
                self._queue.append((listener, value))

    def close(self) -> None:
        """Let go of listeners, which know who made them: such circles are slow to collect."""
        self._listeners.clear()
        self._queue.clear()

    def later(self, listener: ObjectListener, value: int) -> None:
        """Call a function when what is known now has been passed on."""
        self._queue.append((listener, value))

    def drain(self) -> None:
        """Work until nothing new follows."""
        queue, every, copies, listeners = self._queue, self._held, self._copies, self._listeners
        take, add = queue.popleft, self.add
        while queue:
            first, value = take()
            self.steps += 1
            if self.steps > self._pause and not self._is_to_go_on():
                self.is_complete = False
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
            listening = listeners[first]
            if listening:
                for listener in tuple(listening):
                    listener(value)

    def _next_pause(self) -> int:
        return self._most_steps if self._goes_on is None else min(self._most_steps, self.steps + _BETWEEN_PAUSES)

    def _is_to_go_on(self) -> bool:
        """Ask whether to take more steps, and remember when to ask again."""
        if self.steps > self._most_steps or (self._goes_on is not None and not self._goes_on(self.steps)):
            return False
        self._pause = self._next_pause()
        return True
