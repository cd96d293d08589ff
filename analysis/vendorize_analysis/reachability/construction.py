"""Whether making an object of a class of the program does nothing but fill that object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.rules import CONSTRUCTORS
from vendorize_analysis.model.summary import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.purity import Purity
    from vendorize_analysis.reachability.state import ClassId

_PLAIN_BASES: Final = frozenset({"abc.ABC", "abc.ABCMeta", "object", "typing.Generic", "typing.Protocol"})
"""Standard classes that do nothing when an object of a subclass is made."""
_ACTING: Final = frozenset({"__del__", "__getattribute__", "__new__", "__set_name__", "__setattr__"})
_NONE: Final = ("None",)


class Construction:
    """Judges classes; remembers its judgements."""

    def __init__(self, purity: Purity, without: frozenset[str]) -> None:
        self._purity = purity
        self._on = CONSTRUCTORS not in without
        self._known: dict[ClassId, bool] = {}

    def is_pure(self, identity: ClassId) -> bool:
        """Tell whether calling a class only makes an object, which only its maker has."""
        known = self._known.get(identity)
        if known is None:
            self._known[identity] = False
            known = self._known[identity] = self._on and self._judge(identity)
        return known

    def _judge(self, identity: ClassId) -> bool:
        hierarchy = self._purity.hierarchy
        found = hierarchy.facts(identity)
        if found.open or found.meta or found.proxy or not found.standard <= _PLAIN_BASES:
            return False
        if any("__call__" in self._members(each) for each in hierarchy.metaclasses(identity)):
            return False
        family = [linked.parts[index] for linked, index in self._classes(identity)]
        if any(part.definition.decorators or part.execution.calls or part.execution.effect for part in family):
            return False
        if any(not _ACTING.isdisjoint(self._members(each)) for each in found.ancestors):
            return False
        return all(self._fills(identity, *each) for each in self._constructors(identity))

    def _classes(self, identity: ClassId) -> Iterator[tuple[LinkedModule, int]]:
        for module, index in sorted(self._purity.hierarchy.facts(identity).ancestors):
            linked = self._purity.program.module(module)
            if linked is not None:
                yield linked, index

    def _members(self, identity: ClassId) -> Mapping[str, tuple[int, ...]]:
        linked = self._purity.program.module(identity[0])
        return linked.members.get(identity[1], {}) if linked else {}

    def _constructors(self, identity: ClassId) -> Iterator[tuple[LinkedModule, Part]]:
        for linked, index in self._classes(identity):
            for part in linked.members.get(index, {}).get("__init__", ()):
                yield linked, linked.parts[part]

    def _fills(self, identity: ClassId, linked: LinkedModule, constructor: Part) -> bool:
        """Tell whether a constructor only calls what is free of effects, and no property by what it asks of `self`."""
        if not constructor.hook.initializer_calls or not all(
            self._purity.is_pure_call(linked.name, each) for each in constructor.hook.initializer_calls
        ):
            return False
        names = {name for name, _line in constructor.reads.own} - {"__init__"}
        return all(
            _is_data(home.parts[part])
            for home, index in self._classes(identity)
            for name in names
            for part in home.members.get(index, {}).get(name, ())
        )


def _is_data(part: Part) -> bool:
    """Tell whether a member is a value that no access to it runs."""
    if part.kind == "annotation":
        return part.assigned.value in {(), PLAIN, _NONE} and not part.execution.calls and not part.execution.effect
    return part.kind == "assign" and part.assigned.value in {PLAIN, _NONE}
