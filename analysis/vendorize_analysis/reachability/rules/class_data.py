"""Data in class bodies: `Class.name` reads it, and makes no object of the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import PLAIN
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.members import members_named

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Chain
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.purity import Purity
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class ClassData:
    """Keeps a class for the sake of a display or constant in its body; what such a value holds was there before."""

    def __init__(self, state: State, hierarchy: Hierarchy, purity: Purity) -> None:
        self._program = state.program
        self._hierarchy = hierarchy
        self._purity = purity

    def listen(self, events: Events) -> None:
        """Take references to data over."""
        events.refine_reference.append(self.refine_reference)

    def refine_reference(self, search: Search, linked: LinkedModule, chain: Chain) -> bool:
        """Take over `Class.name` where that is data in the body of the class."""
        part = self._purity.plain_class(linked, chain[0])
        if part is None or not self._is_data((linked.name, part.index), chain[1]):
            return False
        search.keep_for_effects(linked, part, Edge("reference", ".".join(chain[:2])))
        for index in linked.members[part.index][chain[1]]:
            search.mark_live(linked, index, Edge("reference", chain[1]))
        return True

    def _is_data(self, identity: ClassId, name: str) -> bool:
        """Tell whether `Class.name` gives what stands in its body, and calls nobody for it."""
        found = self._hierarchy.facts(identity)
        members = list(members_named(self._program, identity, (name,)))
        if found.open or found.whole or not members or any(each.assigned.value != PLAIN for each in members):
            return False
        metaclasses = self._hierarchy.metaclasses(identity)
        asked = (name, "__getattribute__")
        return not any(next(members_named(self._program, each, asked), None) for each in metaclasses)
