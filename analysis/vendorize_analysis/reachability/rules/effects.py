"""What a module does when it runs: parts with an effect, and parts that only change the value of a name.

Operators have none as a rule. Where what they are used on was made by a class of the program, its methods are known.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import SUBSCRIPTED
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.members import members_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.purity import Purity
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_BINARY: Final = (
    *("add", "and", "floordiv", "lshift", "matmul", "mod", "mul"),
    *("or", "pow", "rshift", "sub", "truediv", "xor"),
)
_OPERATORS: Final = (
    *(f"__{side}{name}__" for name in _BINARY for side in ("", "r")),
    *("__abs__", "__bool__", "__bytes__", "__complex__", "__contains__", "__eq__", "__float__", "__format__", "__ge__"),
    *("__getitem__", "__gt__", "__hash__", "__index__", "__int__", "__invert__", "__iter__", "__le__"),
    *("__len__", "__lt__", "__missing__", "__ne__", "__neg__", "__next__", "__pos__", "__repr__", "__reversed__"),
    *("__round__", "__str__", "keys"),
)
_SUBSCRIPTS: Final = ("__getitem__", "__missing__")
_FILLED: Final = "collections.defaultdict"
"""Asking one for a key gives it this key."""


class Effects:
    """Runs the parts of modules; a part that only changes a value waits until somebody has that value."""

    def __init__(self, state: State, purity: Purity, hierarchy: Hierarchy) -> None:
        self._state = state
        self._purity = purity
        self._operators = Operators(state, hierarchy)
        self._pending: dict[tuple[str, str], list[int]] = defaultdict(list)
        """Parts that only change the value of a name: live with that name."""

    def listen(self, events: Events) -> None:
        """Look at modules that run, and at what becomes live in them."""
        events.cut_module.append(self.on_module)
        events.awaited_value.append((self._pending, self.on_value))

    def on_module(self, search: Search, linked: LinkedModule) -> None:
        """Run every part outside classes that does more than bind names."""
        for part in linked.parts:
            if linked.around[part.index] >= 0 or part.dead or not self._state.may_run(linked, part):
                continue
            if part.kind == "import":
                search.mark_live(linked, part.index, Edge("import", ""))
            elif part.kind == "class" and self._purity.only_members_act(linked, part):
                search.keep_for_effects(linked, part, Edge("effect", ""))
            elif self._purity.has_effect(linked, part) or self._operators.act(linked, part):
                search.mark_live(linked, part.index, Edge("effect", ""))
            elif part.execution.mutates:
                self._wait(search, linked, part)

    def _wait(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Keep a part that only changes values with these values, if nobody else can hold them."""
        for name in part.execution.mutates:
            if not self._is_fresh(linked, name):
                search.mark_live(linked, part.index, _changes(name))
                return
        state = self._state
        for name in part.execution.mutates:
            self._pending[linked.name, name].append(part.index)
            live = state.live[linked.name]
            if name in state.required[linked.name] or not live.isdisjoint(linked.names[name]):
                search.mark_live(linked, part.index, _changes(name))

    def _is_fresh(self, linked: LinkedModule, name: str) -> bool:
        """Tell whether a name holds an object made in this module, so that only this name leads to it."""
        for index in linked.names.get(name, ()):
            part = linked.parts[index]
            if part.kind not in {"def", "class", "assign", "annotation"} or part.assigned.alias:
                return False
            if self._purity.has_effect(linked, part) or self._purity.makes_object(linked, part):
                return False
        return name in linked.names

    def on_value(self, search: Search, linked: LinkedModule, name: str, source: Node | None) -> None:
        """Change a value that somebody has."""
        for index in self._pending.pop((linked.name, name)):
            search.mark_live(linked, index, _changes(name), source)


def _changes(name: str) -> Edge:
    return Edge("effect", f"changes {name}")


class Operators:
    """Tells where operators call methods of the program: subscripts, attributes that are properties, `a | b`."""

    def __init__(self, state: State, hierarchy: Hierarchy) -> None:
        self._program = state.program
        self._hierarchy = hierarchy

    def act(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether an operator in a statement may do more than give a value."""
        if part.kind not in {"assign", "annotation", "statement"}:
            return False
        # Which operators there are is not known: `not x`, `x == y`, `f"{x}"`, `{x: 1}` and `int(x)` may all call one.
        refs = [*(chain for chain, _line in part.reads.refs), *((name,) for name, _line in part.reads.tested)]
        named = part.assigned.alias and part.assigned.value  # no operator, but another name for something
        if not named and any(self._is_operated(linked, chain) for chain in refs):
            return True
        risks = part.execution.risks
        return any(self._is_asked(linked, chain) for chain in (refs if () in risks else risks))

    def _is_operated(self, linked: LinkedModule, chain: Chain) -> bool:
        return any(
            next(members_named(self._program, each, _OPERATORS), None) is not None
            for maker in self._makers(linked, chain)
            for each in self._hierarchy.facts(maker).ancestors
        )

    def _is_asked(self, linked: LinkedModule, chain: Chain) -> bool:
        """Tell whether asking a value for an item or attribute runs a method."""
        is_item = chain[-1] == SUBSCRIPTED
        plain = chain[:-1] if is_item else chain
        if is_item and self._is_filled(linked, plain):
            return True
        rest = self._program.follow(linked.name, plain)[1]
        names = _SUBSCRIPTS if is_item and not rest else (rest[0],) if rest else ()
        return any(self._runs(maker, names) for maker in self._makers(linked, plain) if names)

    def _runs(self, maker: ClassId, names: tuple[str, ...]) -> bool:
        found = self._hierarchy.facts(maker)
        members = [part for each in found.ancestors for part in members_named(self._program, each, names)]
        if names == _SUBSCRIPTS:
            return bool(members)
        return (found.proxy and not members) or any(
            (part.kind == "def" and part.definition.decorators) or part.execution.calls for part in members
        )

    def _is_filled(self, linked: LinkedModule, chain: Chain) -> bool:
        return any(".".join(made) == _FILLED for made in self._made_by(linked, chain))

    def _made_by(self, linked: LinkedModule, chain: Chain) -> Iterator[Chain]:
        for home, callee in self._calls(linked, chain):
            found, rest = self._program.follow(home.name, callee)
            yield from ((*each.module.split("."), *rest) for each in found if each.kind == "stdlib")

    def _makers(self, linked: LinkedModule, chain: Chain) -> Iterator[ClassId]:
        """Yield the classes of the program that are called for the value of a name."""
        for home, callee in self._calls(linked, chain):
            found, rest = self._program.follow(home.name, callee)
            yield from ((each.module, each.part) for each in found if each.kind == "class" and not rest)

    def _calls(self, linked: LinkedModule, chain: Chain) -> Iterator[tuple[LinkedModule, Chain]]:
        for entity in self._program.follow(linked.name, chain)[0] if chain else ():
            home = self._program.module(entity.module) if entity.kind == "value" else None
            for callee in home.parts[entity.part].execution.calls if home is not None else ():
                if callee:
                    yield home, callee  # type: ignore[misc]
