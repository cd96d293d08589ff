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
        self._given: dict[str, list[str]] = defaultdict(list)
        """For each name the escaped modules that may have it from a star import of a module that was read."""
        self._open: set[str] = set()
        """Escaped modules with a star import of one that was not read."""
        self._unasked: set[str] = set()
        """Those of them that were asked for no name yet which such a module may give."""

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
            self._ask_stars(search, linked, source)
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
        for module in list(self._given.get(name, ())):
            self._ask_star(search, module, name, source)
        for module in sorted(self._open if self._is_ours() else self._unasked):
            self._ask_open(search, module, name, source)

    def _ask_stars(self, search: Search, linked: LinkedModule, source: Node | None) -> None:
        """Require what star imports may give a module of the names that are used, now and later."""
        module, used, offered = linked.name, self._state.attribute_names, self._program.stars.offered(linked)
        if not offered.complete:
            self._open.add(module)
            self._unasked.add(module)
        for name in offered.names:
            self._given[name].append(module)
        for name in sorted(used.keys() & offered.names):
            self._ask_star(search, module, name, used[name] or source)
        if not offered.complete:
            self._ask_for_others(search, module, source)

    def _ask_for_others(self, search: Search, module: str, source: Node | None) -> None:
        ours, used = self._is_ours(), self._state.attribute_names
        for name in list(used):
            if not ours and module not in self._unasked:
                return
            self._ask_open(search, module, name, used[name] or source)

    def _is_ours(self) -> bool:
        current = self._state.current
        return current is not None and current.module in self._state.first_party

    def _ask_open(self, search: Search, module: str, name: str, source: Node | None) -> None:
        """Require a name of a module that one which was not read may give it.

        That has no parts, so that such a name makes nothing live: one is asked for, so that what may give it runs, and
        all that first-party code asks for, of which it is told what it uses.
        """
        if self._ask_star(search, module, name, source):
            self._unasked.discard(module)

    def _ask_star(self, search: Search, module: str, name: str, source: Node | None) -> bool:
        """Require a name of a module that a star import may give it; tell whether one may."""
        linked = self._program.module(module)
        if linked is None or name in linked.names or not self._program.stars_giving(linked, name):
            return False
        search.require_name(module, name, Edge("attribute", name, certain=False), source)
        return True
