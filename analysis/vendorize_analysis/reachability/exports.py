"""What star imports give of a module: all of it is required at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.edges import Edge
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class StarExports:
    """Requires the exports of each module once for each kind of edge: in a long chain all ask for those of the last."""

    def __init__(self, state: State, events: Events) -> None:
        self._state = state
        self._program = state.program
        self._events = events
        self._required: set[tuple[str, str]] = set()

    def require(self, search: Search, module: str, edge: Edge) -> None:
        """Make everything live that `from module import *` gives."""
        self._state.point(module, "*", edge)
        linked = self._program.module(module)
        if linked is None or (module, edge.kind) in self._required:
            return
        self._required.add((module, edge.kind))
        for listener in self._events.all_names:
            listener(search, linked)
        if linked.open_exports:  # what is listed is known only when it runs
            search.require_name(module, "__all__", edge)
        names, inner = _given(linked)
        if edge.kind == "hazard":
            self._state.exports[module] = (*((module, name) for name in names), *((star, "*") for star in inner))
        for star in inner:
            self.require(search, star, edge)
        for name in names:
            search.require_name(module, name, edge)
            if name not in linked.names and self._program.exists(f"{module}.{name}"):
                search.execute(f"{module}.{name}", edge)


def _given(linked: LinkedModule) -> tuple[list[str], list[str]]:
    """Return the names of its own that a star import of a module gives, and the modules that it passes on by stars."""
    names = set(linked.exports or ())
    if linked.exports is not None and not linked.open_exports:
        return sorted(names), []
    names.update(name for name in linked.names if not name.startswith("_"))
    return sorted(names), [star for star, _ in linked.stars]
