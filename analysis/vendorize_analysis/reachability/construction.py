"""Whether making an object of a class of the program does nothing but fill that object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.hierarchy import Hierarchy

    IsPureCall = Callable[[str, Chain], bool]

_PLAIN_BASES: Final = frozenset({"abc.ABC", "abc.ABCMeta", "object", "typing.Generic", "typing.Protocol"})
"""Standard classes that do nothing when an object of a subclass is made."""
_ACTING: Final = frozenset({"__del__", "__getattribute__", "__new__", "__set_name__", "__setattr__"})
_NONE: Final = ("None",)


class Construction:
    """Judges classes; remembers its judgements."""

    def __init__(self, program: Program, hierarchy: Hierarchy) -> None:
        self._program = program
        self._hierarchy = hierarchy
        self._known: dict[ClassId, bool] = {}

    def is_pure(self, identity: ClassId, is_pure_call: IsPureCall) -> bool:
        """Tell whether calling a class only makes an object, which only its maker has.

        `is_pure_call` tells of a module and a name there whether calling it has no effect.
        """
        known = self._known.get(identity)
        if known is None:
            self._known[identity] = False
            known = self._known[identity] = self._judge(identity, is_pure_call)
        return known

    def _judge(self, identity: ClassId, is_pure_call: IsPureCall) -> bool:
        hierarchy = self._hierarchy
        found = hierarchy.facts(identity)
        if found.open or found.meta or found.proxy or not found.standard <= _PLAIN_BASES:
            return False
        if any("__call__" in self._members(each) for each in hierarchy.metaclasses(identity)):
            return False
        family = [linked.parts[index] for linked, index in self._classes(identity)]
        if any(part.definition.decorators or part.execution.calls or part.execution.acts for part in family):
            return False
        if any(not _ACTING.isdisjoint(self._members(each)) for each in found.ancestors):
            return False
        return all(
            _calls_nothing_else(linked, constructor, is_pure_call) and self._only_fills(identity, constructor)
            for linked, constructor in self._constructors(identity)
        )

    def _classes(self, identity: ClassId) -> Iterator[tuple[LinkedModule, int]]:
        for module, index in sorted(self._hierarchy.facts(identity).ancestors):
            linked = self._program.module(module)
            if linked is not None:
                yield linked, index

    def _members(self, identity: ClassId) -> Mapping[str, tuple[int, ...]]:
        linked = self._program.module(identity[0])
        return linked.members.get(identity[1], {}) if linked else {}

    def _constructors(self, identity: ClassId) -> Iterator[tuple[LinkedModule, Part]]:
        for linked, index in self._classes(identity):
            for part in linked.members.get(index, {}).get("__init__", ()):
                yield linked, linked.parts[part]

    def _only_fills(self, identity: ClassId, constructor: Part) -> bool:
        """Tell whether a constructor asks `self` for no property."""
        names = {name for name, _line in constructor.reads.own} - {"__init__"}
        return all(
            _is_data(home.parts[part])
            for home, index in self._classes(identity)
            for name in names
            for part in home.members.get(index, {}).get(name, ())
        )


def _calls_nothing_else(linked: LinkedModule, constructor: Part, is_pure_call: IsPureCall) -> bool:
    """Tell whether a constructor only calls what is free of effects."""
    calls = constructor.hook.initializer_calls
    return bool(calls) and all(is_pure_call(linked.name, each) for each in calls)


def _is_data(part: Part) -> bool:
    """Tell whether a member is a value that no access to it runs."""
    if part.kind == "annotation":
        return part.assigned.value in {(), PLAIN, _NONE} and not part.execution.calls and not part.execution.acts
    return part.kind == "assign" and part.assigned.value in {PLAIN, _NONE}
