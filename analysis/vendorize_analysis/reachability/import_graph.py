"""Which modules import which, asked for again and again in one search."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.reachability.state import State


class ImportGraph:
    """What modules import; remembers what it found."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, frozenset[str]] = {}
        self._distributions: dict[str, frozenset[str]] = {}
        self._importers: dict[str, dict[str, list[str]]] = {}
        """By distribution for each module who imports it of those that `_sorted` and not `_running` has."""
        self._sorted: set[str] = set()
        """Modules that run and were sorted by their distributions."""
        self._running: dict[str, list[str]] = defaultdict(list)

    def of(self, user: str) -> frozenset[str]:
        """Return the modules that a module imports, or from which it imports something."""
        if user not in self._known:
            self._known[user] = frozenset(imported_by(self._state.program, user))
        return self._known[user]

    def distributions_of(self, user: str) -> frozenset[str]:
        """Return the distributions from which a module imports; the empty key is first-party code."""
        if user not in self._distributions:
            self._distributions[user] = frozenset(map(self._state.distribution, self.of(user)))
        return self._distributions[user]

    def callers_of(self, module: LinkedModule) -> frozenset[str]:
        """Return a module, and those of its distribution that run and import it, or what imports it, and so on."""
        importers = self._importers_in(module.distribution)
        found, waiting = {module.name}, [module.name]
        while waiting:
            fresh = [user for user in importers.get(waiting.pop(), ()) if user not in found]
            found.update(fresh)
            waiting += fresh
        return frozenset(found)

    def _importers_in(self, distribution: str) -> dict[str, list[str]]:
        """Return for each module those of a distribution that run and import it."""
        for user in self._state.executed - self._sorted:
            self._sorted.add(user)
            self._running[self._state.distribution(user)].append(user)
        importers = self._importers.setdefault(distribution, {})
        for user in self._running.pop(distribution, ()):
            for module in self.of(user):
                importers.setdefault(module, []).append(user)
        return importers


def imported_by(program: Program, user: str) -> set[str]:
    """Return the modules that a module imports, or from which it imports something."""
    linked = program.module(user)
    targets = [target for found in (linked.imports.values() if linked else ()) for target in found]
    taken = {entity.module for target in targets for entity in program.imported(target) if entity.kind == "module"}
    return {target.module for target in targets} | taken


def uses(program: Program, user: str, module: str) -> bool:
    """Tell whether a module is another one, or imports it or something of it."""
    linked = program.module(user)
    targets = [target for found in (linked.imports.values() if linked else ()) for target in found]
    return user == module or any(
        target.module == module
        or (
            module.startswith(f"{target.module}.")
            and any(entity.module == module for entity in program.imported(target))
        )
        for target in targets
    )
