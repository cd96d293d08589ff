"""Modules whose source text live code asks for: they stay as they are (VZ503)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.files import SourceRead
from vendorize_analysis.model.patterns import PACKAGE_NAME
from vendorize_analysis.reachability.loading import asking, module_named, run_file

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.import_graph import ImportGraph
    from vendorize_analysis.reachability.loading import Way
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class SourceReaders:
    """Knows who reads the text of modules that are handed in, and which may be handed in.

    Whoever hands a module over has it as a value, and stands in a distribution that needs that of the reader, or
    imports the reader, by however many modules of its distribution in between. What the reader's own distribution
    loads by a computed name counts as well.
    """

    def __init__(self, state: State, dependents: Dependents, imports: ImportGraph) -> None:
        self._state = state
        self._dependents = dependents
        self._imports = imports
        self._handed: set[tuple[str, str, str, bool]] = set()
        """Modules that are values, the distribution and module whose code has them, and whether it has loaded them."""
        self._readers: dict[str, LinkedModule] = {}
        self._by_path: set[str] = set()
        """Readers that ask a loader."""

    def listen(self, events: Events) -> None:
        """Look at modules that are used as values."""
        events.handed.append(self.on_handed)
        events.quiet.append(self.on_quiet)

    def on_handed(self, _search: Search, module: str, to: str, loaded: bool) -> None:  # noqa: FBT001 (the event's form)
        """Note that code has a module as a value."""
        if self._state.current is not None:
            self._handed.add((module, to, self._state.current.module, loaded))

    def treat(self, search: Search, linked: LinkedModule, hazard: SourceRead) -> None:
        """Keep the module that is read, or note the reader where that is not known."""
        if hazard.of == "own":
            run_file(search, self._state, linked.name, way=_way(hazard.by_loader))
        elif hazard.of == "unknown":
            self._note(linked, hazard)
        else:
            self._named(search, linked, hazard)

    def _named(self, search: Search, linked: LinkedModule, hazard: SourceRead) -> None:
        program, name = self._state.program, hazard.name.replace(PACKAGE_NAME, linked.package)
        module = module_named(program, linked, name) or (name if program.exists(name) else "")
        if module:
            if not (hazard.by_file and self._is_package(module)):
                run_file(search, self._state, module, way=_way(hazard.by_file or hazard.by_loader))
        elif not hazard.by_file:
            found, rest = program.follow(linked.name, tuple(name.split(".")))
            for entity in found:
                if entity.kind == "class" and not rest:
                    run_file(search, self._state, entity.module, way=_way(hazard.by_loader))
                elif entity.kind not in {"function", "stdlib"}:
                    self._note(linked, hazard)

    def _note(self, reader: LinkedModule, hazard: SourceRead) -> None:
        self._readers[reader.name] = reader
        if hazard.by_loader:
            self._by_path.add(reader.name)

    def _is_package(self, module: str) -> bool:
        linked = self._state.program.module(module)
        return linked is not None and linked.package == module

    def on_quiet(self, search: Search) -> None:
        """Keep the modules that readers may be handed."""
        if not self._readers:
            return
        for reader in list(self._readers.values()):
            by, by_path = asking(self._state, reader, SourceRead), reader.name in self._by_path
            known = self._state.by_path if by_path else self._state.by_path | self._state.by_text
            for module in sorted(self._offered(reader) - known):
                run_file(search, self._state, module, asked_by=by, way=_way(by_path))

    def _offered(self, reader: LinkedModule) -> set[str]:
        dependents, own = self._dependents.of(reader.distribution), reader.distribution
        callers = self._imports.callers_of(reader)
        return {
            module
            for module, to, user, loaded in self._handed
            if module not in self._state.rooted and (to in dependents or (to == own and (loaded or user in callers)))
        }


def _way(by_path: bool) -> Way:  # noqa: FBT001 - what it is asked
    """Return how a file is read."""
    return "path" if by_path else "text"
