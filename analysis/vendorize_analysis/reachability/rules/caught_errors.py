"""Statements that may raise, of modules whose importers go on after such an error: there they are effects.

`os.environ["X"]` binds a name and does no more, so that it goes where nobody asks for the name. Where the original
raises, importing the result must raise too, if somebody catches that: `try: from package import fast`, then
`except KeyError`. Elsewhere the original does not start at all. What such a module imports when it runs, raises
through it. Where an ImportError is caught, an import of a name that may not be there stays, whoever asks for the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import SUBSCRIPTED
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.import_graph import loaded_by, surely_gives, surely_run
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.summary import Chain, Part
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
        self._caught: dict[str, bool] = {}
        """Modules, and whether more than their ImportErrors is caught."""

    def listen(self, events: Events) -> None:
        """Look at what imports, and at modules that run."""
        events.part.append(self.on_part)
        events.module.append(self.on_module)
        events.handed.append(self.on_handed)
        events.named.append(self.on_named)

    def on_part(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Follow the imports of a part whose errors may be caught."""
        if part.index not in linked.imports:
            return
        more = part.kind != "import" or part.execution.catches
        if more or part.execution.effect:  # that an import stands in a `try` is an effect
            self._follow(search, linked, part, more=more)

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
            self._keep(search, linked, more=self._caught[linked.name])
        elif linked.name in self._state.main and linked.name not in self._state.rooted:
            self._catch(search, linked.name)

    def _follow(self, search: Search, linked: LinkedModule, part: Part, *, more: bool) -> None:
        for target in linked.imports.get(part.index, ()):
            for module in loaded_by(self._program, target):
                # The packages around who imports run already.
                if not f"{linked.name}.".startswith(f"{module}."):
                    self._catch(search, module, more=more)

    def _catch(self, search: Search, module: str, *, more: bool = True) -> None:
        known = self._caught.get(module)
        if known or known is more or module in self._sure():
            return
        self._caught[module] = more
        linked = self._program.module(module) if module in self._state.executed else None
        if linked is not None:
            self._keep(search, linked, more=more)

    def _sure(self) -> frozenset[str]:
        """Return the modules that run in any case; asked when it matters, since to know it many are read."""
        if self._surely_run is None:
            self._surely_run = surely_run(self._program, self._state.boundaries)
        return self._surely_run

    def _keep(self, search: Search, linked: LinkedModule, *, more: bool) -> None:
        for part in linked.parts:
            if part.dead or not self._state.may_run(linked, part):
                continue
            if part.kind not in _DEFINITIONS:
                self._follow(search, linked, part, more=more)
            if part.kind == "import":
                self._keep_names(search, linked, part)
            if more and self._may_raise(linked, part):
                search.mark_live(linked, part.index, Edge("effect", "may raise, and who imports it catches that"))

    def _keep_names(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Keep what a statement imports that its module may lack: without it the import would not fail."""
        for target in linked.imports.get(part.index, ()) if linked.around[part.index] < 0 else ():
            if target.binds and not surely_gives(self._program, target):
                search.require_name(
                    linked.name, target.binds, Edge("effect", "may lack, and who imports it catches that")
                )

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
