"""What code asks of objects: names on unknown receivers, of `self`, and of the class body around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.purity import PROPERTY_PARTS

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.receivers import Receivers
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class AttributeNames:
    """Uses the attribute names of live parts."""

    def __init__(self, state: State, receivers: Receivers) -> None:
        self._used = state.attribute_names
        self._receivers = receivers

    def listen(self, events: Events) -> None:
        """Look at live parts."""
        events.part.append(self.on_part)

    def on_part(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Use what a part asks of unknown receivers, then what it asks of the class around it and of `self`."""
        # Asking here spares most of the calls, and these are many.
        used, reads = self._used, part.reads
        for name, _line in reads.attributes:
            if name not in used:
                search.use_attribute_name(name)
        if reads.siblings:
            self._mark_class_scope(search, linked, part)
        if reads.own:
            self._receivers.ask_in(search, linked, part)

    def _mark_class_scope(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Mark what the class body around a part binds to the names that it reads; a function read there is a value."""
        accessors = {chain[0] for chain in part.definition.decorators if chain[1:] and chain[-1] in PROPERTY_PARTS}
        members = linked.members[linked.around[part.index]]
        for name in part.reads.siblings:
            for index in members.get(name, ()):
                search.mark_live(linked, index, Edge("reference", name))
                if linked.parts[index].kind == "def" and name not in accessors:
                    self._receivers.lose(search, linked, linked.parts[index])
