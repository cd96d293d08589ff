"""Classes whose subclasses code lists at run time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class SubclassListings:
    """Classes whose subclasses are listed: each of these in a module that runs stays."""

    def __init__(self, state: State, hierarchy: Hierarchy) -> None:
        self._state = state
        self._hierarchy = hierarchy
        self._listed: dict[ClassId, Node | None] = {}
        self._tops: dict[str, tuple[int, ...]] = {}
        """Classes outside classes and functions of each module that runs, as far as it was looked at."""
        self._heirs: dict[ClassId, set[str]] = defaultdict(set)
        """For each class the modules that have such a class with it as an ancestor."""

    def listen(self, events: Events) -> None:
        """Look at modules that run."""
        events.cut_module.append(self.on_module)

    def add(self, search: Search, identity: ClassId) -> None:
        """Keep every subclass in a module that runs, now and later."""
        if identity not in self._listed:
            self._listed[identity] = self._state.current
            fresh = self._state.executed - self._tops.keys()
            for module in sorted(fresh | self._heirs[identity]):
                linked = self._state.program.module(module)
                if linked is not None:
                    self.on_module(search, linked)

    def add_named(self, search: Search, linked: LinkedModule, part: Part, base: str) -> None:
        """Add what a part of a module names as `base`; without one the class around it, else all of the module."""
        around = linked.around[part.index]
        classes = self._hierarchy.class_of(linked, tuple(base.split("."))) if base else []
        if not classes and around >= 0:
            classes = [(linked.name, around)]
        for identity in classes or [(linked.name, item.index) for item in linked.parts if item.kind == "class"]:
            self.add(search, identity)

    def on_module(self, search: Search, linked: LinkedModule) -> None:
        """Keep the classes of a module whose bases list their subclasses."""
        if not self._listed:
            return
        if linked.name not in self._tops:
            self._look(linked)
        for index in self._tops[linked.name]:
            for base in sorted(self._bases(linked, index) & self._listed.keys()):
                search.mark_live(linked, index, Edge("hazard", "subclasses are listed"), self._listed[base])

    def _look(self, linked: LinkedModule) -> None:
        found = (part.index for part in linked.parts if part.kind == "class" and not part.dead)
        self._tops[linked.name] = tuple(index for index in found if linked.around[index] < 0)
        for index in self._tops[linked.name]:
            for base in self._bases(linked, index):
                self._heirs[base].add(linked.name)

    def _bases(self, linked: LinkedModule, index: int) -> frozenset[ClassId]:
        return self._hierarchy.facts((linked.name, index)).ancestors - {(linked.name, index)}
