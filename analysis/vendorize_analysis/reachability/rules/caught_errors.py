"""Statements that may raise, of modules whose importers go on after such an error: there they are effects.

`os.environ["X"]` binds a name and does no more, so that it goes where nobody asks for the name. Where the original
raises, importing the result must raise too, if somebody catches that: `try: from package import fast`, then
`except KeyError`. Elsewhere the original does not start at all. What such a module imports when it runs, raises
through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.names import with_packages
from vendorize_analysis.model.summary import SUBSCRIPTED
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.linking import Entity, ImportTarget, LinkedModule, Program
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.boundaries import Boundaries
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_DEFINITIONS = frozenset({"def", "class", "block"})
"""Kinds of parts whose imports are others' than those of the statement itself."""


_KNOWN = (facts.is_standard_class, facts.is_standard_module, facts.is_pure_call)
"""Tell of a dotted name whether the standard library has it, of those that the tables have."""


class CaughtErrors:
    """Knows whose errors may be caught while they are imported.

    That is what a `try` says that stands around an import statement; of an import in a function, and of one by a
    computed name, any caller may catch the error; of a module that code starts as a program, who started it.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._program = state.program
        self._surely_run: frozenset[str] | None = None
        self._caught: set[str] = set()

    def listen(self, events: Events) -> None:
        """Look at what imports, and at modules that run."""
        events.part.append(self.on_part)
        events.module.append(self.on_module)
        events.handed.append(self.on_handed)
        events.named.append(self.on_named)

    def on_part(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Follow the imports of a part whose errors may be caught."""
        if part.index in linked.imports and (part.kind != "import" or part.execution.catches):
            self._follow(search, linked, part)

    def on_handed(self, search: Search, module: str, _to: str, loaded: bool) -> None:  # noqa: FBT001 (the event's form)
        """Note what is loaded by a computed name."""
        if loaded:
            self._catch(search, module)

    def on_named(self, search: Search, module: str, _by: str, _loaded: bool) -> None:  # noqa: FBT001 (the event's form)
        """Note what a text names for whoever imports by names."""
        self._catch(search, module)

    def on_module(self, search: Search, linked: LinkedModule) -> None:
        """Keep what may raise in a module that begins to run."""
        if linked.name in self._caught:
            self._keep(search, linked)
        elif linked.name in self._state.main and linked.name not in self._state.rooted:
            self._catch(search, linked.name)

    def _follow(self, search: Search, linked: LinkedModule, part: Part) -> None:
        for target in linked.imports.get(part.index, ()):
            for module in loaded_by(self._program, target):
                # The packages around who imports run already.
                if not f"{linked.name}.".startswith(f"{module}."):
                    self._catch(search, module)

    def _catch(self, search: Search, module: str) -> None:
        if module in self._caught or module in self._sure():
            return
        self._caught.add(module)
        linked = self._program.module(module) if module in self._state.executed else None
        if linked is not None:
            self._keep(search, linked)

    def _sure(self) -> frozenset[str]:
        """Return the modules that run in any case; asked when it matters, since to know it many are read."""
        if self._surely_run is None:
            self._surely_run = surely_run(self._program, self._state.boundaries)
        return self._surely_run

    def _keep(self, search: Search, linked: LinkedModule) -> None:
        for part in linked.parts:
            if part.dead or not self._state.may_run(linked, part):
                continue
            if part.kind not in _DEFINITIONS:
                self._follow(search, linked, part)
            if self._may_raise(linked, part):
                search.mark_live(linked, part.index, Edge("effect", "may raise, and who imports it catches that"))

    # -- what may raise -----------------------------------------------------------------------------------------

    def _may_raise(self, linked: LinkedModule, part: Part) -> bool:
        execution = part.execution
        if any(not self._is_there(linked, chain) for chain in execution.risks):
            return True
        # A class of the program may be called with what it does not take; what decorates is called with one thing.
        called = execution.calls if part.kind not in _DEFINITIONS else ()
        if any(entity.kind == "class" for callee in called for entity in self._named(linked, callee)):
            return True
        if any(self._asks(linked, chain) for chain in (*execution.calls, *part.definition.decorators)):
            return True
        return part.kind == "class" and any(self._is_hooked(entity, set()) for entity in self._bases(linked, part))

    def _asks(self, linked: LinkedModule, chain: Chain) -> bool:
        found = self._named(linked, chain)
        return any(entity.kind == "stdlib" and facts.asks_environment(entity.module) for entity in found)

    def _named(self, linked: LinkedModule, chain: Chain) -> Iterable[Entity]:
        return self._program.follow(linked.name, chain)[0] if chain else ()

    def _bases(self, linked: LinkedModule, part: Part) -> Iterator[Entity]:
        for chain in part.definition.bases:
            yield from self._named(linked, chain)

    def _is_hooked(self, entity: Entity, seen: set[Entity]) -> bool:
        """Tell whether a class of the program looks at its subclasses when they are made: it may refuse one."""
        home = self._program.module(entity.module) if entity.kind == "class" and entity not in seen else None
        if home is None:
            return False
        seen.add(entity)
        part = home.parts[entity.part]
        return "__init_subclass__" in home.members.get(entity.part, {}) or any(
            self._is_hooked(base, seen) for base in self._bases(home, part)
        )

    def _is_there(self, linked: LinkedModule, chain: Chain) -> bool:
        """Tell whether a dotted name is known to lead to something."""
        if not chain:
            return False
        if len(self._program.look_up(linked.name, chain[0])) > 1:
            return True  # bound in several branches: what one of them lacks, another one gives
        if chain[-1] == SUBSCRIPTED:
            found, rest = self._program.follow(linked.name, chain[:-1])
            return (
                bool(found)
                and not rest
                and all(one.kind == "stdlib" and facts.is_standard_class(one.module) for one in found)
            )
        found, rest = self._program.follow(linked.name, chain)
        if found and rest:
            home = self._program.module(found[0].module) if found[0].kind == "class" else None
            return home is not None and len(rest) == 1 and rest[0] in home.members.get(found[0].part, {})
        return bool(found) and (len(found) > 1 or self._is_bound(*found))

    def _is_bound(self, entity: Entity) -> bool:
        """Tell whether a module surely has what a name led to."""
        if entity.kind == "stdlib":
            return facts.is_everywhere(entity.module) and any(knows(entity.module) for knows in _KNOWN)
        linked = self._program.module(entity.module) if entity.part >= 0 else None
        return entity.kind == "module" or (linked is not None and linked.parts[entity.part].parent < 0)


# -- what is nobody's to catch ----------------------------------------------------------------------------------------

_SCRIPTS: Final = frozenset({"console_scripts", "gui_scripts"})


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
