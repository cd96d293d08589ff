"""Objects in pickled data files: what they are made of stays where the code of their distribution reads pickles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_READING: Final = ("pickle.load", "pickle.loads", "pickle.Unpickler", "shelve.open")


class Pickles:
    """Keeps what pickles among the data files name."""

    def __init__(self, state: State) -> None:
        self._pickled = state.boundaries.pickled

    def listen(self, events: Events) -> None:
        """Look at who reads pickles, where there are any."""
        for dotted in _READING if self._pickled else ():
            events.standard[dotted].append(self.on_standard)

    def on_standard(self, search: Search, distribution: str) -> None:
        """Keep what the distribution's pickles name; an empty name means any of the module."""
        for module, name in self._pickled.get(distribution, ()):
            edge = Edge("hazard", f"a pickled file names {module}", certain=False)
            if name:
                search.require_name(module, name, edge)
            else:
                search.keep_whole(module, edge)
