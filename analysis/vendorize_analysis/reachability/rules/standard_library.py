"""What the standard library does with our code: attribute names that it calls, and packages that it loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class Callbacks:
    """Uses the attribute names that a function or class of the standard library calls on what it is handed."""

    def __init__(self, state: State) -> None:
        self._used = state.attribute_names

    def listen(self, events: Events) -> None:
        """Look at names of the standard library that are referred to."""
        events.new_standard.append(self.on_standard)

    def on_standard(self, search: Search, dotted: str) -> None:
        """Use the names."""
        for name in sorted(facts.names_called_by((dotted,)).difference(self._used)):
            search.use_attribute_name(name)


class ImpliedPackages:
    """Keeps packages that the standard library loads by itself, with their data."""

    def __init__(self, state: State) -> None:
        self._state = state

    def listen(self, events: Events) -> None:
        """Look at names of the standard library that are referred to."""
        events.new_standard.append(self.on_standard)

    def on_standard(self, search: Search, dotted: str) -> None:
        """Keep what the environment has of these packages."""
        state = self._state
        for package in facts.implied_modules(dotted):
            edge = Edge("import", f"the standard library loads {package}")
            for module in state.program.catalogue.matching(package) if state.program.exists(package) else ():
                if module == package or module.startswith(f"{package}."):
                    search.keep_whole(module, edge)
                    state.data.add(state.distribution(module))
