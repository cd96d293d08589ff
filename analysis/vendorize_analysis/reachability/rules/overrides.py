"""Members that override what the standard library calls on objects of its own classes (`Thread.run`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.search import Search


class StandardOverrides:
    """Keeps overrides in live classes; the names come from a table that is read off the standard library."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy

    def listen(self, events: Events) -> None:
        """Look at classes that become live."""
        events.class_.append(self.on_class)

    def on_class(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Mark the overrides of each standard base."""
        for base in sorted(self._hierarchy.facts((linked.name, part.index)).standard):
            overrides = facts.overrides_of(base)
            for name, indexes in linked.members.get(part.index, {}).items():
                for index in indexes if name in overrides else ():
                    search.mark_live(linked, index, Edge("override", f"{base}.{name}"))
