"""Classes whose subclasses, or members, code lists at run time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.members import mark_member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_DEEPEST: Final = 2
"""Functions between who names a class and who lists its members."""


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


class ClassesHanded:
    """Keeps the members of classes that are named beside who lists them.

    A function that lists the members of a parameter knows no class. Where a statement or function names it, and a class
    beside it, that class (or an object of it) may be what is handed over: then none of its members is cut. Functions of
    the lister's distribution that name it may hand on what they are given, so that they count as it does.
    """

    def __init__(self, state: State, hierarchy: Hierarchy) -> None:
        self._state = state
        self._hierarchy = hierarchy
        self._listers: dict[ClassId, int] = {}
        """What lists members, at the top of a module: how many functions there are between it and who really does."""
        self._waiting: list[ClassId] = []
        """Listers that nobody was looked for so far."""
        self._names: dict[str, set[ClassId]] = defaultdict(set)
        """Listers by name."""
        self._mentions: dict[str, list[Node]] = defaultdict(list)
        """By each word of a dotted name the live parts that have it, under the name that it has where it is from."""
        self._read: dict[str, set[int]] = defaultdict(set)
        """The parts of each module that are in `_mentions`."""
        self._kept: set[ClassId] = set()

    def listen(self, events: Events) -> None:
        """Look who names a lister when all else is known."""
        events.quiet.append(self.on_quiet)

    def add(self, linked: LinkedModule, part: Part, depth: int = 0) -> None:
        """Note a part that lists the members of what nobody knows."""
        while part.parent >= 0:
            part = linked.parts[part.parent]
        lister = (linked.name, part.index)
        if part.binds and lister not in self._listers:
            self._listers[lister] = depth
            self._waiting.append(lister)

    def on_quiet(self, search: Search) -> None:
        """Keep the classes that are named beside a lister, with all their members."""
        for name, node in self._fresh() if self._listers else ():
            for lister in sorted(self._names.get(name, ())):
                self._look(search, lister, node)
        while self._waiting:  # those who hand on what they are given are listers too
            lister = self._waiting.pop()
            home = self._state.program.module(lister[0])
            for name in home.parts[lister[1]].binds if home else ():
                self._names[name].add(lister)
                for node in self._mentions.get(name, ()):
                    self._look(search, lister, node)

    def _fresh(self) -> list[tuple[str, Node]]:
        """Read the parts that are live since the last time; return the names in them."""
        found = []
        for user in sorted(self._state.executed):
            parts = self._state.live.get(user, set()) - self._read[user]
            linked = self._state.program.module(user) if parts else None
            if linked is None:
                continue
            self._read[user] |= parts
            others = _other_names(linked)
            for index in sorted(parts):
                node = Node(user, index)
                found += [(name, node) for name in _names_in(linked, index, others)]
        for name, node in found:
            self._mentions[name].append(node)
        return found

    def _look(self, search: Search, lister: ClassId, node: Node) -> None:
        """Keep the classes beside a lister, if that is what a part names."""
        linked = self._state.program.module(node.module)
        if linked is None:
            return
        part = linked.parts[node.part]
        entities = list(self._entities(linked, part))
        if lister not in {(entity.module, entity.part) for entity in entities}:
            return
        for identity in sorted(self._classes(entities)):
            self._keep(search, identity, node)
        home = self._state.program.module(lister[0])
        depth = self._listers[lister] + 1
        if depth <= _DEEPEST and home is not None and home.distribution == linked.distribution:
            self.add(linked, part, depth)

    def _entities(self, linked: LinkedModule, part: Part) -> Iterator[Entity]:
        """Yield what the names lead to that a part reads."""
        for chain, _line in part.reads.refs:
            yield from self._state.program.follow(linked.name, chain)[0]
        for target in linked.imports.get(part.index, ()) if part.kind != "import" else ():
            yield from self._state.program.imported(target)

    def _classes(self, entities: list[Entity]) -> set[ClassId]:
        """Return the classes among them, and those that values among them are made of."""
        values = [entity for entity in entities if entity.kind == "value"]
        for entity in values:
            home = self._state.program.module(entity.module)
            entities = [*entities, *(self._entities(home, home.parts[entity.part]) if home is not None else ())]
        return {(entity.module, entity.part) for entity in entities if entity.kind == "class"}

    def _keep(self, search: Search, identity: ClassId, by: Node) -> None:
        for ancestor in sorted(self._hierarchy.facts(identity).ancestors - self._kept):
            home = self._state.program.module(ancestor[0])
            if home is not None and ancestor[1] in self._state.live[ancestor[0]]:
                self._kept.add(ancestor)
                for name in home.members.get(ancestor[1], {}):
                    mark_member(search, self._state, (ancestor, name, "hazard"), by)


def _other_names(linked: LinkedModule) -> dict[str, str]:
    """Return the names that a module has imported under others, each with that other one."""
    targets = (target for found in linked.imports.values() for target in found)
    return {each.binds: each.name for each in targets if each.binds and each.name.isidentifier()}


def _names_in(linked: LinkedModule, index: int, others: dict[str, str]) -> set[str]:
    part = linked.parts[index]
    names = {name for chain, _line in part.reads.refs for name in (others.get(chain[0], chain[0]), *chain[1:])}
    for target in linked.imports.get(index, ()) if part.kind != "import" else ():
        names.update(target.name.split("."))
    return names
