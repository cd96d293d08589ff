"""Which members of live classes are alive."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.names import is_special
from vendorize_analysis.model.rules import LISTINGS, MEMBERS
from vendorize_analysis.reachability.state import Edge
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.engine import Engine
    from vendorize_analysis.reachability.hierarchy import ClassFacts
    from vendorize_analysis.reachability.state import ClassId

_ABSTRACT: Final = frozenset({"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod"})
_UNBOUND_SAFE: Final = frozenset({"classmethod", "staticmethod"})
_NOBODY: Final[frozenset[tuple[str, int]]] = frozenset()


class Classes:
    """Live classes and the names asked of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.state = engine.state
        self.hierarchy = engine.hierarchy
        self.live: set[ClassId] = set()
        self.held: set[ClassId] = set()
        """Classes that are made because their bodies act, and that nothing refers to: no object has one of these."""
        self.related: dict[ClassId, set[ClassId]] = defaultdict(set)
        """For each class all classes whose members its methods may meet on `self`."""
        self.own: dict[ClassId, dict[str, Node | None]] = defaultdict(dict)
        """Names that the methods of a class ask of `self`."""
        self.patterns: dict[ClassId, list[tuple[str, str]]] = defaultdict(list)
        self.generic: set[tuple[str, int]] = set()
        """Methods that are used as plain functions: their first parameter may be anything."""
        self.opened: set[str] = set()
        """Distributions in which classes are made at run time: who is related to whom is not known there."""
        self.listed: dict[ClassId, Node | None] = {}
        """Classes whose subclasses are listed at run time."""
        self.adrift: set[ClassId] = set()
        """Ancestors of classes with a base that is not known: any method may meet them on `self`."""
        self._asked: dict[str, Node | None] = {}
        """All names that methods ask of `self`, in whatever class."""
        self._places: dict[str, int] = {}
        """In which order they were asked."""
        self._told: set[ClassId] = set()
        """Classes of which all names that are asked of `self` count as asked of anybody."""
        self._tops: dict[str, tuple[int, ...]] = {}
        """Classes of each module outside classes and functions."""
        self._holders: dict[str, set[ClassId]] = defaultdict(set)
        """For each name the classes in some family that have a member of it."""
        self._known: set[ClassId] = set()
        """The classes that `_holders` knows."""
        self._loose: set[ClassId] = set()
        """Classes of whose families it is not known what answers."""

    # -- a class becomes alive ------------------------------------------------------------------------------

    def enliven(self, linked: LinkedModule, part: Part) -> None:
        """Look at a class that has become alive."""
        identity = (linked.name, part.index)
        if identity in self.held:
            self._hold(linked, part)
            return
        self.live.add(identity)
        found = self.hierarchy.facts(identity)
        for child in self.members(linked, part.index):
            self._member(linked, child, whole=self._is_whole(linked, identity))
        for base in sorted(found.standard):
            self._overrides(linked, part.index, base)
        for ancestor in sorted(found.ancestors):
            self._relate(ancestor, found.ancestors)
        self._ask_anybody(found)

    def _ask_anybody(self, found: ClassFacts) -> None:
        """Take what is asked of `self` in a family that is not known as a whole for asked of anybody."""
        if found.proxy or found.meta or found.open:
            # What is asked of these from now on is mentioned at once: they have a relative of which little is known.
            for ancestor in sorted(found.ancestors - self._told):
                self._told.add(ancestor)
                for name, source in list(self.own[ancestor].items()):
                    self.engine.mention(name, source)
        if found.open:
            for ancestor in sorted(found.ancestors - self.adrift):
                self.adrift.add(ancestor)
                asked = self._register(ancestor).keys() & self._asked.keys()
                for name in sorted(asked, key=self._places.__getitem__):
                    self._give(ancestor, name, "own", self._asked[name])

    def _hold(self, linked: LinkedModule, part: Part) -> None:
        """Keep what runs with the body of a class."""
        if self._is_whole(linked, (linked.name, part.index)):
            self.use(linked, part)
        else:
            self.engine.holding.keep(linked, part)

    def use(self, linked: LinkedModule, part: Part) -> None:
        """Note that something refers to a class that was only held."""
        node = Node(linked.name, part.index)
        self.held.discard((linked.name, part.index))
        self.state.later(self.engine.holding.use_bases, linked, part, node=node)
        self.state.later(self.enliven, linked, part, node=node)

    def _is_whole(self, linked: LinkedModule, identity: ClassId) -> bool:
        return (
            MEMBERS in self.state.boundaries.without
            or linked.name in self.state.whole
            or linked.distribution in self.state.boundaries.whole_classes
            or self.hierarchy.facts(identity).whole
        )

    @staticmethod
    def members(linked: LinkedModule, index: int) -> Iterable[Part]:
        """Give the parts of a class body, those in its blocks included."""
        parts = linked.parts
        return (parts[child] for child in linked.inside[index] if not parts[child].dead)

    def _member(self, linked: LinkedModule, child: Part, *, whole: bool) -> None:
        state, engine = self.state, self.engine
        names = child.binds
        if whole:
            engine.enliven(linked, child.index, Edge("container", "its class is kept whole"))
        elif engine.purity.has_effect(linked, child) or child.execution.mutates:
            engine.enliven(linked, child.index, Edge("effect", "runs with its class"))
        elif child.kind in {"annotation", "import"}:
            engine.enliven(linked, child.index, Edge("container", "belongs to the class"))
        elif any(is_special(name) for name in names):
            engine.enliven(linked, child.index, Edge("protocol", names[0]))
        elif any(chain and chain[-1] in _ABSTRACT for chain in child.definition.decorators):
            engine.enliven(linked, child.index, Edge("protocol", "abstract"))
            self.ask_own((linked.name, linked.around[child.index]), child.name)
        else:
            for name in names:
                if engine.is_mentioned(name):
                    engine.enliven(linked, child.index, Edge("attribute", name, certain=False), state.mentioned[name])
                else:
                    state.waiting[name].append((linked.name, child.index))

    def _overrides(self, linked: LinkedModule, index: int, base: str) -> None:
        """Keep what the standard library may call on an object of its own class (`Thread.run`)."""
        overrides = facts.overrides_of(base)
        for name, parts in linked.members.get(index, {}).items():
            if name in overrides:
                for part in parts:
                    self.engine.enliven(linked, part, Edge("override", f"{base}.{name}"))

    # -- the object itself ----------------------------------------------------------------------------------

    def _relate(self, ancestor: ClassId, family: frozenset[ClassId]) -> None:
        fresh = family - self.related[ancestor]
        self.related[ancestor] |= fresh
        for relative in sorted(fresh):
            members = self._register(relative)
            if self._is_loose(relative):
                self._loose.add(ancestor)
            for name, source in self.own[ancestor].items():
                if name in members:
                    self._give(relative, name, "own", source)
            for prefix, suffix in self.patterns[ancestor]:
                self._give_matching(relative, prefix, suffix)

    def _register(self, identity: ClassId) -> Mapping[str, tuple[int, ...]]:
        """Give the members of a class, and note that it has them."""
        linked = self.state.program.module(identity[0])
        members = linked.members.get(identity[1], {}) if linked else {}
        if identity not in self._known:
            self._known.add(identity)
            for name in members:
                self._holders[name].add(identity)
        return members

    def _is_loose(self, identity: ClassId) -> bool:
        found = self.hierarchy.facts(identity)
        return found.proxy or found.meta or found.open

    def ask_own(self, identity: ClassId, name: str) -> None:
        """Note that a method asks `self` for a name: any class that `self` may be an instance of answers."""
        if name in self.own[identity]:
            return
        self.own[identity][name] = self.state.current
        if name not in self._asked:
            self._asked[name] = self.state.current
            self._places[name] = len(self._places)
            for relative in sorted(self.adrift & self._holders.get(name, _NOBODY)):
                self._give(relative, name, "own")
        if identity in self._loose or self.state.distribution(identity[0]) in self.opened or self._is_loose(identity):
            self.engine.mention(name)
            return
        for relative in sorted(self.related[identity] & self._holders.get(name, _NOBODY)):
            self._give(relative, name, "own")

    def open_families(self, distribution: str) -> None:
        """Treat what methods ask of `self` as asked of anything, in a distribution and all that need it."""
        for key in sorted({distribution, *self.engine.texts.dependents(distribution)} - self.opened):
            self.opened.add(key)
            for identity in sorted(self.own):
                if self.state.distribution(identity[0]) == key:
                    for name, source in list(self.own[identity].items()):
                        self.engine.mention(name, source)

    def ask_own_pattern(self, identity: ClassId, prefix: str, suffix: str) -> None:
        """As `ask_own`, for names that begin and end in a certain way."""
        self.patterns[identity].append((prefix, suffix))
        # A class that nobody has is given nothing until somebody does.
        unmade = {identity} if LISTINGS in self.state.boundaries.without else set()
        for relative in sorted(self.related[identity] | unmade):
            self._give_matching(relative, prefix, suffix)

    def _give(self, identity: ClassId, name: str, kind: str, source: Node | None = None) -> None:
        linked = self.state.program.module(identity[0])
        if linked is None:
            return
        live = self.state.live.get(linked.name, ())
        for part in linked.members.get(identity[1], {}).get(name, ()):
            if part not in live and linked.parts[part].kind != "block":
                self.engine.enliven(linked, part, Edge(kind, name), source)

    def give_inherited(self, identity: ClassId, name: str) -> None:
        """Keep what a class, or a class that it derives from, has under a name."""
        for ancestor in sorted(self.hierarchy.facts(identity).ancestors):
            self._give(ancestor, name, "own")

    def _give_matching(self, identity: ClassId, prefix: str, suffix: str) -> None:
        linked = self.state.program.module(identity[0])
        for name in linked.members.get(identity[1], {}) if linked else ():
            if name.startswith(prefix) and name.endswith(suffix):
                self._give(identity, name, "hazard")

    def give_all(self, identity: ClassId) -> None:
        """Keep every member that an object of a class may have."""
        self.ask_own_pattern(identity, "", "")

    def ask_class(self, identity: ClassId, name: str) -> bool:
        """Note `Class.name`; tell whether a class of the program has it."""
        found = self.hierarchy.facts(identity)
        answered = False
        for ancestor in sorted(found.ancestors):
            linked = self.state.program.module(ancestor[0])
            parts = linked.members.get(ancestor[1], {}).get(name, ()) if linked else ()
            for part in parts:
                answered = True
                if linked is not None:
                    self.engine.enliven(linked, part, Edge("reference", name))
                    self._use_unbound(linked, linked.parts[part])
        self.ask_own(identity, name)
        for metaclass in self.hierarchy.metaclasses(identity):
            self._give(metaclass, name, "reference")  # a property of the metaclass comes before what the class has
        return answered

    def _use_unbound(self, linked: LinkedModule, part: Part) -> None:
        """Note `Class.method` as a value: unless a subclass calls it, its first argument may be anything."""
        if part.kind != "def" or any(chain and chain[-1] in _UNBOUND_SAFE for chain in part.definition.decorators):
            return
        user = self.engine.class_around_current()
        if user is not None and (linked.name, linked.around[part.index]) in self.hierarchy.facts(user).ancestors:
            return
        self.make_generic(linked, part)

    def make_generic(self, linked: LinkedModule, part: Part) -> None:
        """Treat what a method asks of its first parameter as asked of anything."""
        if (linked.name, part.index) not in self.generic:
            self.generic.add((linked.name, part.index))
            for name, _line in part.reads.own:
                self.engine.mention(name, Node(linked.name, part.index))

    # -- subclasses that are only listed --------------------------------------------------------------------

    def list_subclasses(self, identity: ClassId) -> None:
        """Keep every subclass in a module that runs."""
        if identity not in self.listed:
            self.listed[identity] = self.state.current
            for module in sorted(self.state.executed):
                self.check_listed(module)

    def check_listed(self, module: str) -> None:
        """Keep the classes of a running module whose bases list their subclasses."""
        linked = self.state.program.module(module) if self.listed else None
        if linked is None:
            return
        if module not in self._tops:
            found = (part.index for part in linked.parts if part.kind == "class" and not part.dead)
            self._tops[module] = tuple(index for index in found if linked.around[index] < 0)
        for index in self._tops[module]:
            bases = self.hierarchy.facts((module, index)).ancestors - {(module, index)}
            for base in sorted(bases & self.listed.keys()):
                self.engine.enliven(linked, index, Edge("hazard", "subclasses are listed"), self.listed[base])
