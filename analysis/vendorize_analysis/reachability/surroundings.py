"""Modules whose names are gone through by code elsewhere, that was handed something of theirs or that they call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.members import MemberListing
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.loading import asking

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.import_graph import ImportGraph
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class Surroundings:
    """Keeps whole what is around a function or class that code may be handed, and whoever may call it.

    Who calls it imports its module, or what imports that in the same distribution, by however many modules in between.
    What is handed in stands there too, or was imported there, wherever in its distribution it stands.
    """

    def __init__(self, state: State, imports: ImportGraph) -> None:
        self._state = state
        self._imports = imports
        self._listers: dict[tuple[str, bool], LinkedModule] = {}
        """Modules that go through such names: of what they are handed, or of their callers alone."""
        self._kept: set[str] = set()

    def listen(self, events: Events) -> None:
        """Look who uses whom when all else is known."""
        events.quiet.append(self.on_quiet)

    def add(self, lister: LinkedModule, *, given: bool) -> None:
        """Note a module that goes through the names around what it is handed, or around its callers."""
        self._listers[lister.name, given] = lister

    def on_quiet(self, search: Search) -> None:
        """Keep the modules whole whose names may be gone through."""
        for (_, given), lister in sorted(self._listers.items()):
            edge = Edge("hazard", "its names are gone through", source=asking(self._state, lister, MemberListing))
            for module in sorted(self._around(lister, given=given) - self._kept):
                self._kept.add(module)
                search.keep_whole(module, edge)

    def _around(self, lister: LinkedModule, *, given: bool) -> set[str]:
        inner = self._imports.callers_of(lister)
        users = {user for user in self._state.executed if not inner.isdisjoint(self._imports.of(user))} | inner
        return users | self._handed(users) if given else users

    def _handed(self, users: set[str]) -> set[str]:
        """Return from where the objects are that modules import, by however many modules of a distribution."""
        executed, distribution = self._state.executed, self._state.distribution
        waiting = sorted(executed & set[str]().union(*map(self._imports.of, users)))
        found = set(waiting)
        while waiting:
            module = waiting.pop()
            behind = executed.intersection(self._imports.of(module)) - found
            fresh = [name for name in behind if distribution(name) == distribution(module)]
            found.update(fresh)
            waiting += fresh
        return found
