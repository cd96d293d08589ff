"""What a module does when it runs: parts with an effect, and parts that only change the value of a name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.purity import Purity
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class Effects:
    """Runs the parts of modules; a part that only changes a value waits until somebody has that value."""

    def __init__(self, state: State, purity: Purity) -> None:
        self._state = state
        self._purity = purity
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
            elif self._purity.has_effect(linked, part):
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
