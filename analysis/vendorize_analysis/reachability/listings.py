"""What code lists at run time: the members of modules that it has as values, and the subclasses of classes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class ModuleListings:
    """Modules that are values, and distributions whose code lists the members of such."""

    def __init__(self, dependents: Dependents) -> None:
        self._dependents = dependents
        self._handed: dict[str, set[str]] = defaultdict(set)
        """For each distribution the modules that its code has as values, by reference or by a computed import."""
        self._loaded: dict[str, set[str]] = defaultdict(set)
        """For each distribution the modules that its code loads by a computed name."""
        self._listing: dict[tuple[str, bool], Edge] = {}
        """Distributions whose code lists the members of modules: of those it has loaded, or of others' values too."""

    def listen(self, events: Events) -> None:
        """Look at modules that are used as values."""
        events.handed.append(self.on_handed)

    def on_handed(self, search: Search, module: str, to: str, loaded: bool) -> None:  # noqa: FBT001 (the event's form)
        """Note that code of a distribution has a module as a value, and may pass it on to what it depends on.

        One that it has loaded by a computed name is what it may look at where it has imported it.
        """
        if loaded and module not in self._loaded[to]:
            self._loaded[to].add(module)
            if (to, False) in self._listing:
                search.keep_whole(module, self._listing[to, False])
        if module in self._handed[to]:
            return
        self._handed[to].add(module)
        for (key, by_others), edge in list(self._listing.items()):
            if by_others and (to == key or to in self._dependents.of(key)):
                search.keep_whole(module, edge)

    def add(self, search: Search, distribution: str, edge: Edge, *, by_others: bool) -> None:
        """Keep modules whole that code of a distribution, or of those that need it, has as values.

        Without `by_others` these are the modules that it has loaded by a computed name.
        """
        if (distribution, by_others) in self._listing:
            return
        self._listing[distribution, by_others] = edge
        for module in () if by_others else sorted(self._loaded[distribution]):
            search.keep_whole(module, edge)
        for key in sorted({distribution, *self._dependents.of(distribution)}) if by_others else ():
            for module in sorted(self._handed.get(key, ())):
                search.keep_whole(module, edge)


class SubclassListings:
    """Classes whose subclasses are listed: each of these in a module that runs stays."""

    def __init__(self, state: State, hierarchy: Hierarchy) -> None:
        self._state = state
        self._hierarchy = hierarchy
        self._listed: dict[ClassId, Node | None] = {}
        self._tops: dict[str, tuple[int, ...]] = {}
        """Classes of each module outside classes and functions."""

    def listen(self, events: Events) -> None:
        """Look at modules that run."""
        events.cut_module.append(self.on_module)

    def add(self, search: Search, identity: ClassId) -> None:
        """Keep every subclass in a module that runs, now and later."""
        if identity not in self._listed:
            self._listed[identity] = self._state.current
            for module in sorted(self._state.executed):
                linked = self._state.program.module(module)
                if linked is not None:
                    self.on_module(search, linked)

    def on_module(self, search: Search, linked: LinkedModule) -> None:
        """Keep the classes of a module whose bases list their subclasses."""
        if not self._listed:
            return
        if linked.name not in self._tops:
            found = (part.index for part in linked.parts if part.kind == "class" and not part.dead)
            self._tops[linked.name] = tuple(index for index in found if linked.around[index] < 0)
        for index in self._tops[linked.name]:
            bases = self._hierarchy.facts((linked.name, index)).ancestors - {(linked.name, index)}
            for base in sorted(bases & self._listed.keys()):
                search.mark_live(linked, index, Edge("hazard", "subclasses are listed"), self._listed[base])
