"""Exceptions: what is raised anywhere, and what generators return (the exception at their end holds it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.solver.points_to import Solver


class ExceptionTable:
    """One variable for all exceptions: where they are caught is told by their types alone."""

    def __init__(self, solver: Solver) -> None:
        self.thrown = solver.new()
        """Variable of every exception that is raised anywhere."""
        self._solver = solver
        self._results: list[int] = []
        self._finished: set[int] = set()
        self._readers: list[int] = []

    def finish(self, generator: int, result: int) -> None:
        """Note the variable of what a generator returns, once for each generator."""
        if generator in self._finished:
            return
        self._finished.add(generator)
        self._results.append(result)
        for target in self._readers:
            self._solver.add_edge(result, target)

    def read_results(self, target: int) -> None:
        """Store what any generator returns into a variable."""
        self._readers.append(target)
        for result in self._results:
            self._solver.add_edge(result, target)
