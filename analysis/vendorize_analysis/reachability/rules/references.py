"""Names that live code reads, with the attributes that follow directly."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events, Refiner
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class References:
    """Follows what a part reads.

    What a dotted name leads to depends on the module and on the class around it (`Base.method` in a subclass is not
    passed around), so that the second part there which reads it adds nothing.
    """

    def __init__(self, state: State) -> None:
        self._not_instantiated = state.not_instantiated
        self._program = state.program
        self._followed: dict[ClassId, set[Chain]] = defaultdict(set)
        """For each module, and each class in it, what its code has referred to."""
        self._refiners: list[Refiner] = []

    def listen(self, events: Events) -> None:
        """Look at live parts; bases of classes without objects are left to who takes them over."""
        events.part.append(self.on_part)
        self._refiners = events.refine_base

    def on_part(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Follow all that a part reads or tests."""
        reads = part.reads
        if reads.refs:
            self._follow_all(search, linked, part)
        if reads.tested:
            self._follow_tests(search, linked, part)

    def _follow_all(self, search: Search, linked: LinkedModule, part: Part) -> None:
        followed, keyed = self._followed[linked.name, linked.around[part.index]], part.hook.keyed
        refiners = self._refiners if (linked.name, part.index) in self._not_instantiated else ()
        for chain, _line in part.reads.refs:
            if refiners and chain in part.definition.bases and any(each(search, linked, chain) for each in refiners):
                continue
            if chain[0] == "__class__":
                self._refer_to_class_around(search, linked, part)
            # A hook that looks one name up in a table does not read it as others do.
            said = (*chain, "[]") if chain[0] in keyed else chain
            if said not in followed:
                followed.add(said)
                search.follow(linked, chain)

    def _refer_to_class_around(self, search: Search, linked: LinkedModule, part: Part) -> None:
        around = linked.around[part.index]
        if (linked.name, around) in self._not_instantiated:
            search.instantiate(linked, linked.parts[around])

    def _follow_tests(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Follow what a part only tests: a module is not passed around by that."""
        for name, _line in part.reads.tested:
            if name not in linked.names and not self._program.stars_giving(linked, name):
                continue
            found = self._program.look_up(linked.name, name)
            if any(entity.kind == "module" for entity in found):
                search.require_name(linked.name, name, Edge("reference", name))
                found = tuple(entity for entity in found if entity.kind != "module")
                search.follow_from(found, (), linked.distribution, name)
            else:
                search.follow(linked, (name,))
