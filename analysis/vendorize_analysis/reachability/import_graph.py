"""Which modules import which, what every start of the project imports, and what a module gives in any case."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.linking import ImportTarget, LinkedModule, Program
    from vendorize_analysis.reachability.boundaries import Boundaries
    from vendorize_analysis.reachability.state import State

_SCRIPTS: Final = frozenset({"console_scripts", "gui_scripts"})


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


def surely_run(program: Program, boundaries: Boundaries) -> frozenset[str]:
    """Return the modules that every start of the project imports by statements that run in any case.

    The starts are its scripts; without any the modules with a part for `__main__`, or its only module. Where nothing
    says where it starts, nothing is sure.
    """
    known = frozenset(boundaries.first_party)
    scripts = frozenset(entry.module for entry in boundaries.entry_points if entry.group in _SCRIPTS) & known
    starts = scripts or frozenset(module for module in known if _is_started(program, module)) or known
    if not starts or (starts == known and len(known) > 1):
        return frozenset()
    return frozenset.intersection(*(_run_by(program, start) for start in starts))


def _is_started(program: Program, module: str) -> bool:
    linked = program.module(module)
    return module.endswith("__main__") or (linked is not None and bool(linked.mains))


def _run_by(program: Program, start: str) -> frozenset[str]:
    """Return what a module imports outside of branches, `try` and functions, and what that imports, and so on."""
    found = set(with_packages(start))
    waiting = list(found)
    while waiting:
        fresh = [module for module in _imported(program, waiting.pop()) if module not in found]
        found.update(fresh)
        waiting += fresh
    return frozenset(found)


def _imported(program: Program, module: str) -> Iterator[str]:
    linked = program.module(module)
    if linked is None:
        return
    for part in linked.parts:
        if part.kind == "import" and part.parent < 0 and not part.dead:
            for target in linked.imports.get(part.index, ()):
                yield from loaded_by(program, target)


def loaded_by(program: Program, target: ImportTarget) -> Iterable[str]:
    """Return the modules that an import runs: what it names, the packages around that, and what it takes from it."""
    below = f"{target.module}.{target.name.partition('.')[0]}"
    return [*with_packages(target.module), *([below] if program.exists(below) else [])]


def surely_gives(program: Program, target: ImportTarget) -> bool:
    """Tell whether nothing says that a module may lack what an import takes from it.

    It may where the name is bound in one branch and no other, there or on the way. What a branch that never runs binds
    as well, the other one gives.
    """
    seen = set[tuple[str, str]]()
    while target.name not in {"", ".", "*"} and (target.module, target.name) not in seen:
        seen.add((target.module, target.name))
        linked = program.module(target.module)
        bound = linked.names.get(target.name, ()) if linked else ()
        if linked is None or len(bound) != 1 or program.exists(f"{target.module}.{target.name}"):
            return True
        part = linked.parts[bound[0]]
        if part.parent >= 0:
            return any(one.dead and target.name in one.binds for one in linked.parts)
        through = [one for one in linked.imports.get(part.index, ()) if one.binds == target.name]
        if part.kind != "import" or not through:
            return True
        target = through[0]
    return True
