"""Names that a module has by a star import, and its list of exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.reachability.events import Events, RequiredName
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class StarImports:
    """Requires names where they come from."""

    def __init__(self, state: State) -> None:
        self._program = state.program

    def listen(self, events: Events) -> None:
        """Look at required names."""
        events.name.append(self.on_name)

    def on_name(self, search: Search, required: RequiredName) -> None:
        """Require a name of the modules that may give it; of `__all__` all that it lists."""
        linked, name, edge, source = required
        for star in self._program.stars_giving(linked, name):
            search.require_name(star, name, edge, source)
        if name == "__all__":
            search.require_exports(linked.name, Edge("reference", "__all__"))
