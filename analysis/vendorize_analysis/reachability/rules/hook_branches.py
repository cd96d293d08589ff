"""Imports in branches of a module's `__getattr__` that run for a name: they wait until somebody may ask for that."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.linking import ImportTarget, LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_HOOK = "__getattr__"


class HookBranches:
    """Holds back what such branches import.

    A name of the module is asked for as an attribute of anything, by the module, or as a submodule. Who asks for all
    names, or for the hook itself, may ask for any of them.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._open: set[str] = set()
        """Modules of which all names may be asked."""
        self._waiting: dict[tuple[str, str], list[tuple[LinkedModule, Part, tuple[ImportTarget, ...]]]] = {}
        self._by_key: dict[str, set[str]] = defaultdict(set)
        """For each name the modules of which branches wait for it."""

    def listen(self, events: Events) -> None:
        """Look at the imports of functions, and at all that may ask a module for a name."""
        events.late_imports.append(self.on_imports)
        events.pending_keys.append(self._by_key)
        events.awaited_name.append((self._by_key, self.on_attribute_name))
        events.awaited_value.append((self._waiting, self.on_required))
        events.execute.append(self.on_execute)
        events.all_names.append(self.on_all_names)
        events.hook_named.append(self.on_hook_named)

    def on_imports(self, search: Search, linked: LinkedModule, part: Part) -> tuple[ImportTarget, ...]:
        """Return the imports of a function that nothing has asked for so far; these follow when something does."""
        name = linked.name
        late: tuple[ImportTarget, ...] = ()
        for keys, first, last in part.hook.branches if name not in self._open else ():
            targets = tuple(each for each in linked.imports[part.index] if first <= each.line <= last)
            if any(self._is_asked(search, name, key) for key in keys):
                continue
            late += targets
            for key in keys:
                self._waiting.setdefault((name, key), []).append((linked, part, targets))
                self._by_key[key].add(name)
        return late

    def _is_asked(self, search: Search, module: str, key: str) -> bool:
        state = self._state
        return search.is_used(key) or key in state.required[module] or f"{module}.{key}" in state.executed

    def _give(self, search: Search, module: str, key: str) -> None:
        for linked, part, targets in self._waiting.pop((module, key), ()):
            search.follow_imports(linked, part, targets)

    def on_attribute_name(self, search: Search, name: str, source: Node | None) -> None:  # noqa: ARG002 - the event's
        """Follow the branches for a name that somebody asks of anything."""
        for module in sorted(self._by_key.pop(name)):
            self._give(search, module, name)

    def on_required(self, search: Search, linked: LinkedModule, name: str, source: Node | None) -> None:  # noqa: ARG002
        """Follow the branches for a name that the module is asked for."""
        self._give(search, linked.name, name)

    def on_execute(self, search: Search, module: str) -> None:
        """Follow the branches for a submodule that runs."""
        package, _, name = module.rpartition(".")
        self._give(search, package, name)

    def on_all_names(self, search: Search, linked: LinkedModule) -> None:
        """Follow all branches of a module, now and later."""
        self.on_hook_named(search, linked.name)

    def on_hook_named(self, search: Search, module: str) -> None:
        """Follow all branches of a module whose hook is there by its own name."""
        self._open.add(module)
        for waiting, key in sorted(each for each in self._waiting if each[0] == module):
            self._give(search, waiting, key)
