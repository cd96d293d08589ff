"""Modules whose `__getattr__` a helper makes (`__getattr__, … = attach(__name__, …)`): it loads what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.loading import load

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class AttachedSubmodules:
    """Loads the submodules that strings beside a made `__getattr__` name."""

    def __init__(self, state: State) -> None:
        self._state = state

    def listen(self, events: Events) -> None:
        """Look at live parts that bind the name."""
        events.telling["__getattr__"].append(self.on_part)

    def on_part(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Load what exists."""
        if linked.around[part.index] < 0 and part.kind != "def":
            for text in part.texts.strings:
                if self._state.program.exists(f"{linked.package}.{text}"):
                    load(search, self._state, f"{linked.package}.{text}", linked.distribution)
