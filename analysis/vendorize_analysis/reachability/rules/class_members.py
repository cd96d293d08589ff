"""Members of live classes: which stay with their class, and which wait until their name is used."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.names import is_special
from vendorize_analysis.model.summary import NO_READS, PLAIN
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.members import live_children

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.bodies import Bodies
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.purity import Purity
    from vendorize_analysis.reachability.receivers import Receivers
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_ABSTRACT: Final = frozenset({"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod"})
_CONSTANTS: Final = frozenset({PLAIN, ("None",)})


class ClassMembers:
    """Decides on the members of a class that something refers to."""

    def __init__(self, state: State, bodies: Bodies, purity: Purity, receivers: Receivers) -> None:
        self._state = state
        self._bodies = bodies
        self._purity = purity
        self._receivers = receivers
        self._pending: dict[str, list[ClassId]] = defaultdict(list)
        """Members of live classes that are live as soon as their name is used."""

    def listen(self, events: Events) -> None:
        """Look at classes that become live, and at names that are used."""
        events.class_.append(self.on_class)
        events.awaited_name.append((self._pending, self.on_attribute_name))
        events.pending_names.append(self._pending)

    def on_class(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Decide on each member."""
        identity = (linked.name, part.index)
        for child in live_children(linked, part.index):
            if self._bodies.is_whole(linked, identity):
                search.mark_live(linked, child.index, Edge("container", "its class is kept whole"))
            else:
                self._member(search, linked, child)

    def _member(self, search: Search, linked: LinkedModule, child: Part) -> None:
        names = child.binds
        if self._purity.has_effect(linked, child) or child.execution.mutates:
            search.mark_live(linked, child.index, Edge("effect", "runs with its class"))
        elif child.kind in {"annotation", "import"} or _is_constant(child):
            search.mark_live(linked, child.index, Edge("container", "belongs to the class"))
        elif any(is_special(name) for name in names):
            search.mark_live(linked, child.index, Edge("protocol", names[0]))
        elif any(self._is_abstract(linked, each) for each in (*child.definition.decorators, *child.execution.calls)):
            search.mark_live(linked, child.index, Edge("protocol", "abstract"))
            for name in names:
                self._receivers.ask(search, (linked.name, linked.around[child.index]), name)
        else:
            self._wait(search, linked, child)

    def _is_abstract(self, linked: LinkedModule, callee: Chain) -> bool:
        """Tell whether `@abstractmethod`, or a call of it, has a class be abstract; under another name, too."""
        if not callee or callee[-1] in _ABSTRACT:
            return bool(callee)
        found, rest = self._state.program.follow(linked.name, callee)
        return any(each.kind == "stdlib" and (*each.module.split("."), *rest)[-1] in _ABSTRACT for each in found)

    def _wait(self, search: Search, linked: LinkedModule, child: Part) -> None:
        for name in child.binds:
            if search.is_used(name):
                edge = Edge("attribute", name, certain=False)
                search.mark_live(linked, child.index, edge, self._state.attribute_names[name])
            else:
                self._pending[name].append((linked.name, child.index))

    def on_attribute_name(self, search: Search, name: str, source: Node | None) -> None:
        """Mark the members that waited for a name."""
        edge = Edge("attribute", name, certain=False)
        for module, index in self._pending.pop(name):
            linked = self._state.program.module(module)
            if linked is not None:
                search.mark_live(linked, index, edge, source)


def _is_constant(part: Part) -> bool:
    """Tell whether a member is a constant, or a collection of such: it costs next to nothing.

    Who goes through the members of a class compares or prints what it finds: nothing but the value itself will do.
    """
    return (
        part.kind == "assign"
        and part.assigned.value in _CONSTANTS
        and part.reads == NO_READS
        and not (part.hazards or part.imports or part.functions)
    )
