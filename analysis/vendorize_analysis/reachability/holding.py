"""Classes that no object has: they stay for what their bodies do, as a base of such a class, or for data in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.rules import CLASS_DATA, HELD
from vendorize_analysis.model.summary import PLAIN
from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.engine import Engine
    from vendorize_analysis.reachability.state import ClassId

_FOR_SUBCLASSES: Final = frozenset({"__init_subclass__", "__class_getitem__"})
"""Members that run when a subclass is made."""
_METACLASS_HOOKS: Final = ("__new__", "__init__", "__prepare__")


class Holding:
    """Says which classes are only held, and what of them stays."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.hierarchy = engine.hierarchy
        self._bases = HELD not in engine.state.boundaries.without
        self._data = CLASS_DATA not in engine.state.boundaries.without

    def keep(self, linked: LinkedModule, part: Part) -> None:
        """Keep what runs when a held class is made: in its body, and what hooks ask of it."""
        for child in self.engine.classes.members(linked, part.index):
            if self.engine.purity.has_effect(linked, child) or child.execution.mutates:
                self.engine.enliven(linked, child.index, Edge("effect", "runs with its class"))
            elif child.kind in {"annotation", "import"}:
                self.engine.enliven(linked, child.index, Edge("container", "belongs to the class"))
            elif not _FOR_SUBCLASSES.isdisjoint(child.binds):
                self.engine.enliven(linked, child.index, Edge("protocol", child.binds[0]))
        identity = (linked.name, part.index)
        for hook in self._hooks(identity):
            for name, _line in (*hook.reads.attributes, *hook.reads.own):
                self.engine.classes.give_inherited(identity, name)

    def _hooks(self, identity: ClassId) -> Iterator[Part]:
        """Give the hooks that are called with a class while it is made, as far as they can be read."""
        for ancestor in sorted(self.hierarchy.facts(identity).ancestors):
            yield from self._members(ancestor, ("__init_subclass__",))
        for metaclass in self.hierarchy.metaclasses(identity):
            yield from self._members(metaclass, _METACLASS_HOOKS)

    def _members(self, identity: ClassId, names: tuple[str, ...]) -> Iterator[Part]:
        linked = self.engine.program.module(identity[0])
        members = linked.members.get(identity[1], {}) if linked else {}
        for name in names:
            yield from (linked.parts[index] for index in members.get(name, ()) if linked)

    # -- classes that are referred to, and yet nobody has --------------------------------------------------------

    def as_base(self, linked: LinkedModule, chain: Chain) -> bool:
        """Hold the base of a class that is held; tell whether its name means that class alone."""
        part = self._plain_class(linked, chain[0]) if self._bases and len(chain) == 1 else None
        if part is None:
            return False
        self.engine.hold(linked, part, Edge("reference", chain[0]))
        return True

    def use_around(self, linked: LinkedModule, part: Part) -> None:
        """Note that a method refers to its class as `__class__`."""
        around = linked.around[part.index]
        if (linked.name, around) in self.engine.classes.held:
            self.engine.classes.use(linked, linked.parts[around])

    def use_bases(self, linked: LinkedModule, part: Part) -> None:
        """Follow the bases of a class that was held, now that something refers to it."""
        for chain in part.definition.bases:
            if chain:
                self.engine.references.follow(linked, chain)

    def as_data(self, linked: LinkedModule, chain: Chain) -> bool:
        """Hold a class for `Class.name` where that is a display or constant in its body; tell whether it is.

        Whatever such a value holds was there before the class.
        """
        part = self._plain_class(linked, chain[0]) if self._data and len(chain) > 1 else None
        if part is None or not self._is_data((linked.name, part.index), chain[1]):
            return False
        self.engine.hold(linked, part, Edge("reference", ".".join(chain[:2])))
        for index in linked.members[part.index][chain[1]]:
            self.engine.enliven(linked, index, Edge("reference", chain[1]))
        return True

    def _plain_class(self, linked: LinkedModule, name: str) -> Part | None:
        """Give the class that a name of a module always means, if making it shows it to nobody."""
        bound = linked.names.get(name, ())
        part = linked.parts[bound[0]] if len(bound) == 1 else None
        if (
            part is None
            or part.kind != "class"
            or part.execution.effect
            or part.execution.calls
            or part.definition.decorators
        ):
            return None
        return part if self.engine.purity.is_pure_class((linked.name, part.index)) else None

    def _is_data(self, identity: ClassId, name: str) -> bool:
        """Tell whether `Class.name` gives what stands in its body, and calls nobody for it."""
        found = self.hierarchy.facts(identity)
        members = list(self._members(identity, (name,)))
        if found.open or found.whole or not members or any(each.assigned.value != PLAIN for each in members):
            return False
        metaclasses = self.hierarchy.metaclasses(identity)
        return not any(next(self._members(each, (name, "__getattribute__")), None) for each in metaclasses)
