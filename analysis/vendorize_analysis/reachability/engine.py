"""The search: from roots along every reference until nothing new is found.

One queue, first in first out. Everything is reached at most once, and the first reason is its witness. The engine does
the verbs of `search.py` and raises the events of `events.py`; it knows no rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.hazards.code import DoctestExamples
from vendorize_analysis.model.names import unmangled
from vendorize_analysis.reachability.edges import SPELLED, Edge
from vendorize_analysis.reachability.exports import StarExports

if TYPE_CHECKING:
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.following import Follower
    from vendorize_analysis.reachability.modes import Mode
    from vendorize_analysis.reachability.state import State, Tell
    from vendorize_analysis.reachability.strings import StringPool

_KEPT_WHOLE: Final = "kept whole"


class Engine:
    """Does the verbs. Rules stand in the lists of `events` and are handed the engine, so that nothing is circular."""

    def __init__(self, state: State, events: Events, follower: Follower, pool: StringPool) -> None:
        self.state = state
        self._program = state.program
        self._events = events
        self._follower = follower
        self._pool = pool
        # What is raised for every part or name.
        self._telling = frozenset(events.telling)
        self._may_mark = events.may_mark
        self._on_part = events.part
        self._on_binding = events.binding
        self._on_attribute_name = events.attribute_name
        self._awaited_names = events.awaited_name
        self._awaited_values = events.awaited_value
        self._patterns: dict[tuple[str, str], Node | None] = {}
        """Beginnings and ends of attribute names that are computed."""
        self._standard: set[str] = set()
        self._exports = StarExports(state, events)

    def run(self, tell: Tell) -> None:
        """Work until nothing new is found; `tell` is called now and then."""
        state = self.state
        while True:
            state.drain(self, tell)
            for listener in self._events.quiet:
                listener(self)
                tell()
            if not state.queue:
                return

    # -- modules --------------------------------------------------------------------------------------------

    def execute(self, module: str, edge: Edge) -> None:
        """Run a module: the packages around it first, then every part of it that has an effect."""
        state = self.state
        if module in state.executed:
            return
        package = module.rpartition(".")[0]
        if package:
            self.execute(package, edge)
        linked = self._program.module(module)
        if linked is None and self._program.kind(module) not in {"source", "extension"}:
            return
        node = Node(module, -1)
        state.executed.add(module)
        state.note(node, edge)
        for listener in self._events.execute:
            listener(self, module)
        if linked is not None:
            state.later(Engine._run, linked, node=node)
            return
        for listener in self._events.unread:
            state.later(listener, module, node=node)

    def _run(self, linked: LinkedModule) -> None:
        state, boundaries = self.state, self.state.boundaries
        for listener in self._events.module:
            listener(self, linked)
        if (
            linked.name in state.rooted
            or linked.distribution in boundaries.opaque
            or linked.distribution in boundaries.whole_modules
            or any(linked.name in whole for whole in (state.whole, boundaries.whole_names))
        ):
            state.whole.add(linked.name)
            self._run_whole(linked)
            return
        for listener in self._events.cut_module:
            listener(self, linked)

    def keep_whole(self, module: str, edge: Edge) -> None:
        """Keep every part and name of a module."""
        state = self.state
        state.open(module, edge)
        if module not in state.whole:
            state.whole.add(module)
            self.execute(module, edge)
            linked = self._program.module(module)
            if linked is not None:
                self._run_whole(linked, edge)

    def _run_whole(self, linked: LinkedModule, edge: Edge | None = None) -> None:
        first_party = linked.name in self.state.rooted
        for listener in self._events.all_names:
            listener(self, linked)
        whole = edge or Edge("root" if first_party else "container", _KEPT_WHOLE)
        for part in linked.parts:
            if not part.dead and (first_party or self.state.may_run(linked, part)):
                self.mark_live(linked, part.index, whole)
        for name in linked.names:
            self.require_name(linked.name, name, whole)
        for star, _ in linked.stars:
            self.require_exports(star, whole)

    def run_as_program(self, module: str, edge: Edge) -> None:
        """Run a module with the name `__main__`."""
        state = self.state
        if self._program.exists(f"{module}.__main__"):
            self.run_as_program(f"{module}.__main__", edge)
        if module not in state.main:
            state.main.add(module)
            self.execute(module, edge)
            linked = self._program.module(module)
            for part in linked.parts if linked else ():
                if linked is not None and part.index in linked.mains and not part.dead:
                    self.mark_live(linked, part.index, edge)

    def escape(self, module: str, to: str | None = None, *, loaded: bool = False, named: bool = False) -> None:
        """Note that a module is used as a value; `to` is the distribution whose code has it, or names it."""
        state = self.state
        if module not in state.escaped:
            source = state.escaped[module] = state.current
            self.execute(module, Edge("reference", module))
            linked = self._program.module(module)
            if linked is not None:
                for listener in self._events.escape:
                    listener(self, linked, source)
        if to is not None:
            for handed in self._events.named if named else self._events.handed:
                handed(self, module, to, loaded)

    # -- parts ----------------------------------------------------------------------------------------------

    def mark_live(self, linked: LinkedModule, index: int, edge: Edge, source: Node | None = None) -> None:
        """Make a part live, with the containers around it."""
        part = linked.parts[index]
        if index in self.state.live[linked.name]:
            if part.kind == "class" and (linked.name, index) in self.state.not_instantiated:
                self.instantiate(linked, part)
            return
        if part.dead:
            return
        for may_mark in self._may_mark:
            if not may_mark(linked, part, edge):
                return
        if part.assigned.table and edge.kind not in SPELLED:
            self._reach_table(linked, index)
        self._mark(linked, part, edge, source)

    def keep_for_effects(self, linked: LinkedModule, part: Part, edge: Edge, source: Node | None = None) -> None:
        """Keep a class for the side effects of its body; nobody has the class itself, so far."""
        if not self._events.class_for_effects:
            self.mark_live(linked, part.index, edge, source)
        elif not part.dead and part.index not in self.state.live[linked.name]:
            self.state.not_instantiated.add((linked.name, part.index))
            self._mark(linked, part, edge, source)

    def instantiate(self, linked: LinkedModule, part: Part) -> None:
        """Note that something refers to a class that was only kept for its side effects."""
        node = Node(linked.name, part.index)
        self.state.not_instantiated.discard((linked.name, part.index))
        for listener in self._events.instantiated:
            self.state.later(listener, linked, part, node=node)
        self.state.later(Engine._look_at_class, linked, part, node=node)

    def _mark(self, linked: LinkedModule, part: Part, edge: Edge, source: Node | None) -> None:
        state = self.state
        if linked.name not in state.executed:
            self.execute(linked.name, edge)
        state.live[linked.name].add(part.index)
        node = Node(linked.name, part.index)
        state.note(node, edge, source)
        state.later(Engine._look, linked, part, node=node)
        if part.parent >= 0:
            self._mark_around(linked, linked.parts[part.parent], node)
        # What changes a function or class matters however that is reached, not only by its name.
        for awaited, listener in self._awaited_values if linked.around[part.index] < 0 else ():
            for name in part.binds:
                if (linked.name, name) in awaited:
                    listener(self, linked, name, node)

    def _mark_around(self, linked: LinkedModule, around: Part, node: Node) -> None:
        edge = Edge("container", "holds it")
        if around.kind == "class":
            self.keep_for_effects(linked, around, edge, node)
        else:
            self.mark_live(linked, around.index, edge, node)

    def _look(self, linked: LinkedModule, part: Part) -> None:
        """Follow everything that a live part names."""
        events = self._events
        for listener in self._on_part:
            listener(self, linked, part)
        if not self._telling.isdisjoint(part.binds):
            self._look_at_names(linked, part)
        if part.kind == "class":
            self._look_at_class(linked, part)
        texts = part.texts
        if part.name or texts.strings or texts.words or part.reads.lazy or part.hazards:
            self._look_at_strings(linked, part)
        for hazard in part.hazards:
            if hazard.__class__ is not DoctestExamples:  # a hazard only where something else asks for them
                self.state.hazards[linked.name].append(hazard)
            events.hazard[hazard.__class__](self, linked, part, hazard)

    def _look_at_names(self, linked: LinkedModule, part: Part) -> None:
        for name, listeners in self._events.telling.items():
            for listener in listeners if name in part.binds else ():
                listener(self, linked, part)

    def _look_at_class(self, linked: LinkedModule, part: Part) -> None:
        referred = (linked.name, part.index) not in self.state.not_instantiated
        for listener in self._events.class_ if referred else self._events.class_for_effects:
            listener(self, linked, part)

    def _look_at_strings(self, linked: LinkedModule, part: Part) -> None:
        if part.assigned.table:
            for may_read in self._events.may_read_strings:
                if not may_read(self, linked, part):
                    return
        self._pool.take(self, linked, part)

    # -- names ----------------------------------------------------------------------------------------------

    def require_name(self, module: str, name: str, edge: Edge, source: Node | None = None) -> None:
        """Make a name of a module live: everything that binds it."""
        state = self.state
        state.point(module, name, edge)
        state.note_use(module, name, certain=edge.certain)
        if edge.kind not in SPELLED:
            self._reach_tables(module, name)
        if name in state.required[module]:
            return
        state.required[module][name] = source or state.current
        self.execute(module, edge)
        linked = self._program.module(module)
        if linked is None:
            return
        for index in linked.names.get(name, ()):
            self.mark_live(linked, index, edge, source)
            for binding in self._on_binding:
                binding(self, linked, index, name)
        self._require_elsewhere(linked, name, edge, source)

    def _require_elsewhere(self, linked: LinkedModule, name: str, edge: Edge, source: Node | None) -> None:
        """Require what a name brings with it: changes of its value, where star imports have it from, its submodule."""
        module = linked.name
        for awaited, listener in self._awaited_values:
            if (module, name) in awaited:
                listener(self, linked, name, source)
        if linked.stars:
            for star in self._program.stars_giving(linked, name):
                self.require_name(star, name, edge, source)
        if not edge.certain and name not in linked.names:
            for unbound in self._events.unbound_name:
                unbound(self, linked, name)
        if name == "__all__":
            self.require_exports(module, Edge("reference", name))

    def _reach_tables(self, module: str, name: str) -> None:
        """Note that the tables which a name stands for may be had by others than code that spells the name."""
        linked = self._program.module(module)
        if linked is not None and name in linked.tables:
            for index in linked.names.get(name, ()):
                if linked.parts[index].assigned.table:
                    self._reach_table(linked, index)

    def _reach_table(self, linked: LinkedModule, index: int) -> None:
        for listener in self._events.reached_table:
            listener(self, linked, index)

    def require_exports(self, module: str, edge: Edge) -> None:
        """Make everything live that `from module import *` gives."""
        self._exports.require(self, module, edge)

    def follow(self, linked: LinkedModule, chain: Chain) -> None:
        """Follow a dotted name as a module reads it."""
        self._follower.follow(self, linked, chain)

    def follow_from(self, found: tuple[Entity, ...], rest: Chain, distribution: str, root: str = "") -> None:
        """Follow attributes from where a name has led; `root` is that name as it stands in code."""
        self._follower.follow_from(self, found, rest, distribution, root)

    def use_attribute_name(self, name: str, source: Node | None = None) -> None:
        """Note an attribute of an unknown receiver: all members and names that are called so become live."""
        state = self.state
        if name in state.attribute_names:
            return
        source = source or state.current
        state.attribute_names[name] = source
        for awaited, listener in self._awaited_names:
            if name in awaited:
                listener(self, name, source)
        for listener in self._on_attribute_name:
            listener(self, name, source)
        plain = unmangled(name) if name[0] == "_" else ""
        if plain:
            self.use_attribute_name(plain, source)

    def force_attribute_name(self, name: str, source: Node | None = None) -> None:
        """Use an attribute name that no followed code asks for: no filter may refuse."""
        self.use_attribute_name(name, source)
        for listener in self._events.forced:
            listener(self, name)

    def use_name_pattern(self, prefix: str, suffix: str) -> None:
        """Use every attribute name that begins and ends in a certain way."""
        if (prefix, suffix) in self._patterns:
            return
        self._patterns[prefix, suffix] = self.state.current
        known = self.pending_names()
        for keys in self._events.pending_keys:
            known.update(keys)
        for name in sorted(known):
            if name.startswith(prefix) and name.endswith(suffix):
                self.force_attribute_name(name)

    def use_standard(self, dotted: str, distribution: str) -> None:
        """Note a use of the standard library: it may call on our objects whatever it names itself."""
        events = self._events
        self.state.stdlib[distribution].add(dotted)
        for listener in events.standard.get(dotted, ()):
            listener(self, distribution)
        if dotted not in self._standard:
            self._standard.add(dotted)
            for listener in events.new_standard:
                listener(self, dotted)

    def read_strings(self, mode: Mode, distribution: str) -> None:
        """Read the strings of a distribution in a certain way, and those of all that need it."""
        self._pool.demand(self, mode, distribution)

    # -- questions ------------------------------------------------------------------------------------------

    def is_used(self, name: str) -> bool:
        """Tell whether live code uses an attribute name, by itself or by a pattern."""
        if name in self.state.attribute_names and not self._events.forced:
            return True
        for (prefix, suffix), source in self._patterns.items():
            if name.startswith(prefix) and name.endswith(suffix):
                self.force_attribute_name(name, source)
                return True
        return name in self.state.attribute_names

    def pending_names(self) -> set[str]:
        """Return the names of members and of escaped modules that nobody has used yet."""
        return set().union(*self._events.pending_names)
