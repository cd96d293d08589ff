"""What methods ask of `self`: which classes answer, and where nobody knows.

`self` may be an object of any live subclass, so that the members of a class's subtype cone answer (class hierarchy
analysis), ancestors of the subclasses included: mixins meet there. Where a hierarchy is open (a base was not read, a
class answers for attributes that no class has, or classes are made at run time) the name is asked of anybody.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.reachability.members import mark_member

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy, HierarchyFacts
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_NOBODY: Final[frozenset[tuple[str, int]]] = frozenset()


class Receivers:
    """The subtype cones of live classes, and the names asked of `self` in them."""

    def __init__(
        self, state: State, hierarchy: Hierarchy, dependents: Dependents, *, only_instantiated: bool = True
    ) -> None:
        self._state = state
        self.hierarchy = hierarchy
        self._dependents = dependents
        self._only_instantiated = only_instantiated
        """A pattern is asked of classes that somebody has, not of the class itself in any case."""
        self._cones: dict[ClassId, set[ClassId]] = defaultdict(set)
        """For each class all classes whose members its methods may meet on `self`."""
        self._own: dict[ClassId, dict[str, Node | None]] = defaultdict(dict)
        """Names that the methods of a class ask of `self`."""
        self._patterns: dict[ClassId, list[tuple[str, str]]] = defaultdict(list)
        self._unknown: set[tuple[str, int]] = set()
        """Methods that are used as plain functions: their first parameter may be anything."""
        self._opened: set[str] = set()
        """Distributions in which classes are made at run time: who derives from whom is not known there."""
        self._detached: set[ClassId] = set()
        """Ancestors of classes with a base that is not known: any method may meet them on `self`."""
        self._asked: dict[str, Node | None] = {}
        """All names that methods ask of `self`, in whatever class."""
        self._places: dict[str, int] = {}
        """In which order they were asked."""
        self._told: set[ClassId] = set()
        """Classes of which all names that are asked of `self` count as asked of anybody."""
        self._holders: dict[str, set[ClassId]] = defaultdict(set)
        """For each name the classes in some cone that have a member of it."""
        self._known: set[ClassId] = set()
        """The classes that `_holders` knows."""
        self._incomplete: set[ClassId] = set()
        """Classes with a cone of which it is not known what answers."""

    def listen(self, events: Events) -> None:
        """Follow classes that become live."""
        events.class_.append(self.on_class)

    # -- a class becomes live -----------------------------------------------------------------------------------

    def on_class(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Let a class answer what the methods of its ancestors ask of `self`."""
        found = self.hierarchy.facts((linked.name, part.index))
        for ancestor in sorted(found.ancestors):
            self._extend_cone(search, ancestor, found.ancestors)
        for metaclass in self.hierarchy.metaclasses((linked.name, part.index)):
            # Its methods have the class that it makes as their first parameter.
            self._extend_cone(search, metaclass, found.ancestors)
        self._ask_anybody(search, found)

    def _extend_cone(self, search: Search, ancestor: ClassId, classes: frozenset[ClassId]) -> None:
        fresh = classes - self._cones[ancestor]
        self._cones[ancestor] |= fresh
        for relative in sorted(fresh):
            members = self._register(relative)
            if self._is_incomplete(relative):
                self._incomplete.add(ancestor)
            for name, source in self._own[ancestor].items():
                if name in members:
                    mark_member(search, self._state, (relative, name, "own"), source)
            for prefix, suffix in self._patterns[ancestor]:
                self._give_matching(search, relative, prefix, suffix)

    def _ask_anybody(self, search: Search, found: HierarchyFacts) -> None:
        """Take what is asked of `self` in an incomplete hierarchy for asked of anybody."""
        if found.proxy or found.meta or found.open:
            # What is asked of these from now on is used at once: they have a relative of which little is known.
            for ancestor in sorted(found.ancestors - self._told):
                self._told.add(ancestor)
                for name, source in list(self._own[ancestor].items()):
                    search.use_attribute_name(name, source)
        if found.open:
            for ancestor in sorted(found.ancestors - self._detached):
                self._detached.add(ancestor)
                asked = self._register(ancestor).keys() & self._asked.keys()
                for name in sorted(asked, key=self._places.__getitem__):
                    mark_member(search, self._state, (ancestor, name, "own"), self._asked[name])

    def _register(self, identity: ClassId) -> Mapping[str, tuple[int, ...]]:
        """Return the members of a class, and note that it has them."""
        linked = self._state.program.module(identity[0])
        members = linked.members.get(identity[1], {}) if linked else {}
        if identity not in self._known:
            self._known.add(identity)
            for name in members:
                self._holders[name].add(identity)
        return members

    def _is_incomplete(self, identity: ClassId) -> bool:
        found = self.hierarchy.facts(identity)
        return found.proxy or found.meta or found.open

    # -- what is asked ------------------------------------------------------------------------------------------

    def ask(self, search: Search, identity: ClassId, name: str) -> None:
        """Note that a method asks `self` for a name: any class that `self` may be an instance of answers."""
        state = self._state
        if name in self._own[identity]:
            return
        self._own[identity][name] = state.current
        if name not in self._asked:
            self._asked[name] = state.current
            self._places[name] = len(self._places)
            for relative in sorted(self._detached & self._holders.get(name, _NOBODY)):
                mark_member(search, state, (relative, name, "own"))
        if (
            identity in self._incomplete
            or state.distribution(identity[0]) in self._opened
            or self._is_incomplete(identity)
        ):
            search.use_attribute_name(name)
            return
        for relative in sorted(self._cones[identity] & self._holders.get(name, _NOBODY)):
            mark_member(search, state, (relative, name, "own"))

    def ask_pattern(self, search: Search, identity: ClassId, prefix: str, suffix: str) -> None:
        """As `ask`, for names that begin and end in a certain way."""
        self._patterns[identity].append((prefix, suffix))
        # A class that nobody has is given nothing until somebody does.
        itself = set() if self._only_instantiated else {identity}
        for relative in sorted(self._cones[identity] | itself):
            self._give_matching(search, relative, prefix, suffix)

    def ask_all(self, search: Search, identity: ClassId) -> None:
        """Keep every member that an object of a class may have."""
        self.ask_pattern(search, identity, "", "")

    def ask_in(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Ask for all that a method asks of `self`; of anybody where its first parameter may be anything."""
        around = linked.around[part.index]
        unknown = around < 0 or (linked.name, part.index) in self._unknown
        for name, _line in part.reads.own:
            if unknown:
                search.use_attribute_name(name)
            else:
                self.ask(search, (linked.name, around), name)

    def lose(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Treat what a method asks of its first parameter as asked of anything: its receiver is not known."""
        if (linked.name, part.index) not in self._unknown:
            self._unknown.add((linked.name, part.index))
            for name, _line in part.reads.own:
                search.use_attribute_name(name, Node(linked.name, part.index))

    def open_hierarchies(self, search: Search, distribution: str) -> None:
        """Treat what methods ask of `self` as asked of anything, in a distribution and all that need it."""
        fresh = {distribution, *self._dependents.of(distribution)} - self._opened
        self._opened |= fresh
        asking: dict[str, list[ClassId]] = defaultdict(list)
        for identity in sorted(self._own) if fresh else ():
            asking[self._state.distribution(identity[0])].append(identity)
        for key in sorted(fresh):
            for identity in asking[key]:
                for name, source in list(self._own[identity].items()):
                    search.use_attribute_name(name, source)

    # -- who answers --------------------------------------------------------------------------------------------

    def _give_matching(self, search: Search, identity: ClassId, prefix: str, suffix: str) -> None:
        linked = self._state.program.module(identity[0])
        for name in linked.members.get(identity[1], {}) if linked else ():
            if name.startswith(prefix) and name.endswith(suffix):
                mark_member(search, self._state, (identity, name, "hazard"))
