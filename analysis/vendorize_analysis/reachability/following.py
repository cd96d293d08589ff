"""Follow dotted names to what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.members import mark_member

if TYPE_CHECKING:
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.receivers import Receivers
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_BOUND_TO_CLASS: Final = frozenset({"classmethod", "staticmethod"})
_OF_FILES: Final = frozenset({"__file__", "__path__", "__spec__", "__loader__"})
"""Names of a module that lead to the files beside it."""


_ALL_NAMES: Final = frozenset({"__dict__", "__annotations__"})
"""Names of a module that hold others."""


class Follower:
    """Turns a dotted name into required names, live members and used attribute names."""

    def __init__(self, state: State, hierarchy: Hierarchy, receivers: Receivers, events: Events) -> None:
        self._state = state
        self._program = state.program
        self._hierarchy = hierarchy
        self._receivers = receivers
        self._on_value = events.value
        self._on_placed = events.placed
        self._refiners = events.refine_reference

    def follow(self, search: Search, linked: LinkedModule, chain: Chain) -> None:
        """Follow a dotted name as a module reads it."""
        root = chain[0]
        if root in linked.names or self._program.stars_giving(linked, root):
            for refine in self._refiners if len(chain) > 1 else ():
                if refine(search, linked, chain):
                    self._unknown(search, chain[2:])
                    return
            if root not in self._state.required[linked.name]:
                search.require_name(linked.name, root, Edge("reference", ".".join(chain)))
            self.follow_from(search, self._program.look_up(linked.name, root), chain[1:], linked.distribution, root)
        elif len(chain) > 1:
            self._unknown(search, chain[1:])

    def follow_from(
        self, search: Search, found: tuple[Entity, ...], rest: Chain, distribution: str, root: str = ""
    ) -> None:
        """Follow attributes from where a name has led; `root` is that name as it stands in code."""
        if not found:
            self._unknown(search, rest)
        for entity in found:
            if entity.kind == "stdlib":
                search.use_standard(".".join((entity.module, *rest)), distribution)
                self._unknown(search, rest[1:])
            elif entity.kind == "value":
                for listener in self._on_value:
                    listener(search, entity, root)
                self._unknown(search, rest)
            elif rest:
                self._attribute(search, entity, rest, distribution)
            elif entity.kind == "module":
                search.escape(entity.module, distribution)

    def _attribute(self, search: Search, entity: Entity, rest: Chain, distribution: str) -> None:
        if entity.kind == "module":
            self._module_attribute(search, entity.module, rest, distribution)
        elif entity.kind == "class":
            if not self._class_attribute(search, (entity.module, entity.part), rest[0]):
                search.use_attribute_name(rest[0])
            self._unknown(search, rest[1:])
        else:
            self._unknown(search, rest)

    def _module_attribute(self, search: Search, module: str, rest: Chain, distribution: str) -> None:
        """Follow `module.name`."""
        name = rest[0]
        edge = Edge("reference", f"{module}.{name}")
        found = self._program.look_up(module, name)
        linked = self._program.module(module)
        if linked is not None and (name in linked.names or self._program.stars_giving(linked, name)):
            search.require_name(module, name, edge)
        elif self._program.exists(f"{module}.{name}"):
            search.execute(f"{module}.{name}", edge)
            search.require_name(module, name, edge)
        elif name in _OF_FILES:
            self._state.data.add(self._state.distribution(module))
            for listener in self._on_placed:
                listener(search, module, distribution)
        elif name in _ALL_NAMES:
            search.keep_whole(module, edge)
        else:
            search.require_name(module, name, edge)
            self._unknown(search, rest)
            return
        self.follow_from(search, found, rest[1:], distribution)

    def _class_attribute(self, search: Search, identity: ClassId, name: str) -> bool:
        """Follow `Class.name`; tell whether a class of the program has it."""
        answered = False
        for ancestor in sorted(self._hierarchy.facts(identity).ancestors):
            linked = self._program.module(ancestor[0])
            parts = linked.members.get(ancestor[1], {}).get(name, ()) if linked else ()
            for part in parts:
                answered = True
                if linked is not None:
                    search.mark_live(linked, part, Edge("reference", name))
                    self._use_unbound(search, linked, linked.parts[part])
        self._receivers.ask(search, identity, name)
        for metaclass in self._hierarchy.metaclasses(identity):
            # A property of the metaclass comes before what the class has.
            mark_member(search, self._state, (metaclass, name, "reference"))
        return answered

    def _use_unbound(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Note `Class.method` as a value: unless a subclass calls it, its first argument may be anything."""
        if part.kind != "def" or any(chain and chain[-1] in _BOUND_TO_CLASS for chain in part.definition.decorators):
            return
        user = self._state.class_around_current()
        if user is not None and (linked.name, linked.around[part.index]) in self._hierarchy.facts(user).ancestors:
            return
        self._receivers.lose(search, linked, part)

    def _unknown(self, search: Search, names: Chain) -> None:
        used = self._state.attribute_names
        for name in names:
            if name not in used:
                search.use_attribute_name(name)
