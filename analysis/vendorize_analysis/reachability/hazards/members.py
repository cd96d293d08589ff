"""Members that are listed, of classes that are listed or made (VZ203, VZ204, VZ205)."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, get_args

from vendorize_analysis.model.hazards import MemberHazard
from vendorize_analysis.model.hazards.members import DynamicClass, MemberListing, SubclassListing
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.listings import ModuleListings
from vendorize_analysis.reachability.loading import asking
from vendorize_analysis.reachability.subclasses import ClassesHanded

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.import_graph import ImportGraph
    from vendorize_analysis.reachability.receivers import Receivers
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State
    from vendorize_analysis.reachability.subclasses import SubclassListings


class MemberTreatment:
    """Keeps members of classes whose objects are listed, and opens hierarchies of classes that are made."""

    def __init__(
        self,
        state: State,
        subclasses: SubclassListings,
        receivers: Receivers,
        dependents: Dependents,
        imports: ImportGraph,
    ) -> None:
        self._handed = ClassesHanded(state, receivers.hierarchy)
        self._program = state.program
        self._receivers = receivers
        self._modules = ModuleListings(dependents)
        self._surroundings = NamesGoneThrough(state, imports)
        self._subclasses = subclasses

    def listen(self, events: Events) -> None:
        """Treat the hazards of members."""
        events.hazard.update(dict.fromkeys(get_args(MemberHazard), self.treat))
        self._modules.listen(events)
        self._surroundings.listen(events)
        self._handed.listen(events)

    def treat(self, search: Search, linked: LinkedModule, part: Part, hazard: MemberHazard) -> None:
        """Keep what a hazard may need."""
        match hazard:
            case MemberListing():
                self._listed_members(search, linked, part, hazard)
            case SubclassListing(base=base):
                self._subclasses.add_named(search, linked, part, base)
            case DynamicClass():
                self._receivers.open_hierarchies(search, linked.distribution)
            case _:
                assert_never(hazard)

    def _listed_members(self, search: Search, linked: LinkedModule, part: Part, hazard: MemberListing) -> None:
        edge = Edge("hazard", "its members are listed at run time")
        match hazard.of:
            case "own":
                around = linked.around[part.index]
                if around >= 0:
                    self._receivers.ask_all(search, (linked.name, around))
            case "imported":
                self._modules.add(search, linked.distribution, edge, by_others=False)
                self._list_imported(search, linked, part.index, edge)
            case "class":
                self._handed.add(linked, part)
                self._list_classes(search, linked)
            case "unknown":
                self._handed.add(linked, part)
                self._list_classes(search, linked)
                self._modules.add(search, linked.distribution, edge, by_others=True)
            case "given" | "caller":
                self._surroundings.add(linked, given=hazard.of == "given")
            case "named":
                self._list_named(search, linked, hazard.receiver, edge)
            case _:
                assert_never(hazard.of)

    def _list_named(self, search: Search, linked: LinkedModule, receiver: str, edge: Edge) -> None:
        found, rest = self._program.follow(linked.name, tuple(receiver.split(".")))
        for entity in found:
            if entity.kind == "module" and not rest:
                search.keep_whole(entity.module, edge)
            elif entity.kind == "class":
                self._receivers.ask_all(search, (entity.module, entity.part))
            elif entity.kind == "value" and not rest and (home := self._program.module(entity.module)) is not None:
                self._list_imported(search, home, entity.part, edge)

    def _list_imported(self, search: Search, linked: LinkedModule, part: int, edge: Edge) -> None:
        """Keep the modules that a part imports as values by literal names: `import_module("a.b")`."""
        for target in linked.imports.get(part, ()):
            if target.name == "." and self._program.module(target.module) is not None:
                search.keep_whole(target.module, edge)

    def _list_classes(self, search: Search, linked: LinkedModule) -> None:
        """Keep the members of what an unknown receiver may be: a class of this module."""
        for part in linked.parts:
            if part.kind == "class" and not part.dead:
                self._receivers.ask_all(search, (linked.name, part.index))


class NamesGoneThrough:
    """Keeps whole what is around a function or class that code may be handed, and whoever may call it.

    Who calls it imports its module, or what imports that in the same distribution, by however many modules in between.
    What is handed in stands there too, or was imported there, wherever in its distribution it stands.
    """

    def __init__(self, state: State, imports: ImportGraph) -> None:
        self._state = state
        self._imports = imports
        self._listers: dict[tuple[str, bool], LinkedModule] = {}
        """Modules that go through such names: of what they are handed, or of their callers alone."""
        self._kept: set[str] = set()

    def listen(self, events: Events) -> None:
        """Look who uses whom when all else is known."""
        events.quiet.append(self.on_quiet)

    def add(self, lister: LinkedModule, *, given: bool) -> None:
        """Note a module that goes through the names around what it is handed, or around its callers."""
        self._listers[lister.name, given] = lister

    def on_quiet(self, search: Search) -> None:
        """Keep the modules whole whose names may be gone through."""
        for (_, given), lister in sorted(self._listers.items()):
            edge = Edge("hazard", "its names are gone through", source=asking(self._state, lister, MemberListing))
            for module in sorted(self._around(lister, given=given) - self._kept):
                self._kept.add(module)
                search.keep_whole(module, edge)

    def _around(self, lister: LinkedModule, *, given: bool) -> set[str]:
        inner = self._imports.callers_of(lister)
        users = {user for user in self._state.executed if not inner.isdisjoint(self._imports.of(user))} | inner
        return users | self._handed(users) if given else users

    def _handed(self, users: set[str]) -> set[str]:
        """Return from where the objects are that modules import, by however many modules of a distribution."""
        executed, distribution = self._state.executed, self._state.distribution
        waiting = sorted(executed & set[str]().union(*map(self._imports.of, users)))
        found = set(waiting)
        while waiting:
            module = waiting.pop()
            behind = executed.intersection(self._imports.of(module)) - found
            fresh = [name for name in behind if distribution(name) == distribution(module)]
            found.update(fresh)
            waiting += fresh
        return found
