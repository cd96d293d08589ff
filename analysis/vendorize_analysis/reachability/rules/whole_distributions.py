"""Distributions that are kept as a whole, once anything of them runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class WholeDistributions:
    """Runs every module of a distribution that is opaque, or asked for as a whole."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._whole = state.boundaries.opaque | state.boundaries.whole_distributions
        self._taken: set[str] = set()

    def listen(self, events: Events) -> None:
        """Look at modules that run, where there is any such distribution."""
        if self._whole:
            events.execute.append(self.on_execute)

    def on_execute(self, search: Search, module: str) -> None:
        """Run the other modules of the distribution."""
        program = self._state.program
        linked = program.module(module)
        distribution = linked.distribution if linked else program.catalogue.owner(module)
        if distribution in self._whole and distribution not in self._taken:
            self._taken.add(distribution)
            for other in self._state.boundaries.modules_of.get(distribution, ()):
                search.execute(other, Edge("container", f"{distribution} is kept whole"))
