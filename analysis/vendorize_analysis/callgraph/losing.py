"""Values that the analysis loses sight of: what something unknown may be.

An unknown value is not any object of the program but one that went out of sight somewhere: an argument of a call of
something unknown or of code that is not read, a value that a variable had no place for, what a function gives to an
unknown caller. Whoever follows open places asks only these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine


class Losing:
    """Collects values that go out of sight, in the order in which they do."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.is_active = False
        """Whether somebody will ask; else nothing is noted."""
        self.lost: dict[int, None] = {}
        self.given: dict[int, None] = {}
        """Those that code which is not read, or something unknown, was called with."""

    def lose(self, value: int) -> None:
        """Note that a value went out of sight."""
        self.lost[value] = None

    def lose_held(self, variables: Iterable[int]) -> None:
        """Note that whatever some variables hold goes out of sight."""
        if self.is_active:
            for variable in variables:
                if variable >= 0:
                    self.machine.solver.watch(variable, self.lose)

    def lose_arguments(self, request: Request) -> None:
        """Note that the arguments of a call go out of sight."""
        if self.is_active:
            for variable in (*(each for each, _ in request.positional), *(each for _, each in request.keywords)):
                if variable >= 0:
                    self.machine.solver.watch(variable, self._give)

    def _give(self, value: int) -> None:
        self.given[value] = None
        self.lose(value)
