"""Classes that no object has: they stay for what their bodies do, or as a base of such a class.

Rapid type analysis leaves out members of classes that are never instantiated. Here a class counts as instantiated as
soon as anything refers to it: a reference is all that the search can see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.members import live_children, mark_member, members_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.bodies import Bodies
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.purity import Purity
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_FOR_SUBCLASSES: Final = frozenset({"__init_subclass__", "__class_getitem__"})
"""Members that run when a subclass is made."""
_METACLASS_HOOKS: Final = ("__new__", "__init__", "__prepare__")


class ClassesForEffects:
    """Says what stays of a class that is only kept for its side effects."""

    def __init__(self, state: State, bodies: Bodies, hierarchy: Hierarchy, purity: Purity) -> None:
        self._state = state
        self._bodies = bodies
        self._hierarchy = hierarchy
        self._purity = purity

    def listen(self, events: Events) -> None:
        """Treat such classes apart: without a listener of this event there are none."""
        events.class_for_effects.append(self.on_class)
        events.instantiated.append(self.on_instantiated)
        events.refine_base.append(self.refine_base)

    def on_class(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Keep what runs when the class is made: in its body, and what hooks ask of it."""
        identity = (linked.name, part.index)
        if self._bodies.is_whole(linked, identity):
            search.instantiate(linked, part)
            return
        for child in live_children(linked, part.index):
            if self._purity.has_effect(linked, child) or child.execution.mutates:
                search.mark_live(linked, child.index, Edge("effect", "runs with its class"))
            elif child.kind in {"annotation", "import"}:
                search.mark_live(linked, child.index, Edge("container", "belongs to the class"))
            elif not _FOR_SUBCLASSES.isdisjoint(child.binds):
                search.mark_live(linked, child.index, Edge("protocol", child.binds[0]))
        for hook in self._hooks(identity):
            for name, _line in (*hook.reads.attributes, *hook.reads.own):
                for ancestor in sorted(self._hierarchy.facts(identity).ancestors):
                    mark_member(search, self._state, (ancestor, name, "own"))

    def _hooks(self, identity: ClassId) -> Iterator[Part]:
        """Yield the hooks that are called with a class while it is made, as far as they can be read."""
        program = self._state.program
        for ancestor in sorted(self._hierarchy.facts(identity).ancestors):
            yield from members_named(program, ancestor, ("__init_subclass__",))
        for metaclass in self._hierarchy.metaclasses(identity):
            yield from members_named(program, metaclass, _METACLASS_HOOKS)

    def refine_base(self, search: Search, linked: LinkedModule, chain: Chain) -> bool:
        """Keep the base of such a class as one of these, where its name means that class alone."""
        part = self._purity.plain_class(linked, chain[0]) if len(chain) == 1 else None
        if part is None:
            return False
        search.keep_for_effects(linked, part, Edge("reference", chain[0]))
        return True

    def on_instantiated(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Follow the bases of a class, now that something refers to it."""
        for chain in part.definition.bases:
            if chain:
                search.follow(linked, chain)
