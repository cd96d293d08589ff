"""Escape analysis: objects that the analysis loses sight of, which are what something unknown may be.

An unknown value is not any object of the program but one that escaped somewhere: an argument of a call of something
unknown or of code that is not read, an object that a variable had no place for, what a function gives to an unknown
caller. Whoever follows unresolved sites asks only these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.solver.points_to import Solver


class EscapedObjects:
    """Collects objects that escaped, in the order in which they do."""

    def __init__(self) -> None:
        self.escaped: dict[int, None] = {}
        self.passed: dict[int, None] = {}
        """Those that code which is not read, or something unknown, was called with."""
        self.called_back: dict[int, None] = {}
        """Functions and methods that were handed to code that is not read."""

    def escape(self, value: int) -> None:
        """Note that an object escaped."""
        self.escaped[value] = None

    def hand_over(self, value: int) -> None:
        """Note that unknown code was called with an object."""
        self.passed[value] = None
        self.escape(value)


class EscapeAnalysis:
    """Lets whatever variables hold escape."""

    def __init__(self, solver: Solver, objects: EscapedObjects, *, is_active: bool) -> None:
        self.objects = objects
        self._solver = solver
        self._is_active = is_active
        """Whether somebody will ask; else variables are not listened to."""

    def escape_held(self, variables: Iterable[int]) -> None:
        """Let whatever some variables hold escape; negative ones are none."""
        if self._is_active:
            for variable in variables:
                if variable >= 0:
                    self._solver.listen(variable, self.objects.escape)

    def escape_arguments(self, site: CallSite) -> None:
        """Let the arguments of a call escape to unknown code."""
        if self._is_active:
            for variable in site.arguments():
                if variable >= 0:
                    self._solver.listen(variable, self.objects.hand_over)
