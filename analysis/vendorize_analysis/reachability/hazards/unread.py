"""Modules that run and could not be read (VZ701, VZ702): all that they may need is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.unread import UNREAD
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class UnreadTreatment:
    """Keeps what a module may need that could not be read, unless its import fails in the original too.

    That is its own distribution, what that requires, and every distribution of which the text holds an import name.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def listen(self, events: Events) -> None:
        """Look at modules that run without source that could be read."""
        events.unread.append(self.on_module)

    def on_module(self, search: Search, module: str) -> None:
        """Keep what a module may need."""
        state = self._state
        loaded = state.program.catalogue.load(module)
        if loaded is None or not isinstance(loaded.summary, Unreadable):
            return
        unread = loaded.summary
        state.hazards[module].append(UNREAD[unread.code](unread.line, unread.message))
        if unread.broken and not state.boundaries.reads(loaded.path):
            return
        state.unread.add(module)
        edge = Edge("hazard", f"{module} was not read", certain=False)
        for key in self._needed(loaded, unread):
            state.data.add(key)
            state.metadata.add(key)
            for needed in state.boundaries.modules_of[key]:
                search.keep_whole(needed, edge)

    def _needed(self, module: LoadedModule, unread: Unreadable) -> Iterator[str]:
        boundaries = self._state.boundaries
        for key, modules in sorted(boundaries.modules_of.items()):
            required = key == module.distribution or module.distribution in boundaries.dependents.get(key, ())
            if required or any(name.partition(".")[0] in unread.words for name in modules):
                yield key
