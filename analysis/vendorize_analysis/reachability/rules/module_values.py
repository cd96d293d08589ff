"""Modules that are values: whatever attribute name is used anywhere may be asked of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class ModuleValues:
    """Knows what escaped modules have that nobody has used yet."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._program = state.program
        self._pending: dict[str, list[str]] = defaultdict(list)
        """For each name the escaped modules that have it."""
        self._starred: dict[str, frozenset[str] | None] = {}
        """Escaped modules that star-import others, with the names that these may give; None where one was not read."""

    def listen(self, events: Events) -> None:
        """Look at modules that escape, and at names that are used."""
        events.execute.append(self.on_execute)
        events.escape.append(self.on_escape)
        events.unbound_name.append(self.on_unbound_name)
        events.awaited_name.append((self._pending, self.on_awaited))
        events.attribute_name.append(self.on_attribute_name)
        events.pending_names.append(self._pending)

    def on_execute(self, search: Search, module: str) -> None:
        """Let a submodule escape that somebody may ask an escaped package for."""
        package, _, name = module.rpartition(".")
        if package in self._state.escaped and name in self._state.attribute_names and self._program.module(module):
            search.escape(module)

    def on_unbound_name(self, search: Search, linked: LinkedModule, name: str) -> None:
        """Let a submodule escape that a mere name leads to."""
        below = f"{linked.name}.{name}"
        if below in self._state.executed:
            search.escape(below)

    def on_escape(self, search: Search, linked: LinkedModule, source: Node | None) -> None:
        """Require the names of a module for everybody who uses them, now and later."""
        module, used = linked.name, self._state.attribute_names
        if linked.stars:
            given = self._starred[module] = self._program.stars.offered(linked)
            for name in list(used):
                if given is None or name in given:
                    self._ask_star(search, module, name, used[name] or source)
        submodules = self._program.catalogue.submodules(module)
        for name in sorted({*linked.names, *(child.rpartition(".")[2] for child in submodules)}):
            if search.is_used(name):
                search.require_name(module, name, Edge("attribute", name, certain=False), used[name] or source)
            else:
                self._pending[name].append(module)

    def on_awaited(self, search: Search, name: str, source: Node | None) -> None:
        """Require a name of the modules that have it."""
        for module in self._pending.pop(name):
            search.require_name(module, name, Edge("attribute", name, certain=False), source)

    def on_attribute_name(self, search: Search, name: str, source: Node | None) -> None:
        """Require a name of the modules that may have it by a star import."""
        for module, given in list(self._starred.items()):
            if given is None or name in given:
                self._ask_star(search, module, name, source)

    def _ask_star(self, search: Search, module: str, name: str, source: Node | None) -> None:
        """Require a name of a module that a star import may give it."""
        linked = self._program.module(module)
        if linked is not None and name not in linked.names and self._program.stars_giving(linked, name):
            search.require_name(module, name, Edge("attribute", name, certain=False), source)
