"""Files beside the code: data and metadata (VZ5xx)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never, get_args

from vendorize_analysis.model.hazards import FileHazard
from vendorize_analysis.model.hazards.files import DataFileRead, LibraryOpened, MetadataRead, SourceRead
from vendorize_analysis.model.names import distribution_key
from vendorize_analysis.reachability.loading import (
    keep_asked_for,
    keep_data,
    keep_read_folders,
    keep_scripts,
    module_named,
)
from vendorize_analysis.reachability.modes import DISTRIBUTIONS, FILES
from vendorize_analysis.reachability.resources import ResourceHelpers
from vendorize_analysis.reachability.sources import SourceReaders

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.import_graph import ImportGraph
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_FILES_OF: Final = frozenset({"files", "locate", "locate_file"})
"""Attributes of an `importlib.metadata.Distribution`, and of what it lists, that lead to its files."""
_OF_FINDERS: Final = frozenset({"find_loader", "find_module", "find_spec", "module_finder", "path"})
"""Attributes of what finds modules, or that lead to it from a module that is listed."""


class FileTreatment:
    """Keeps the files of distributions."""

    def __init__(self, state: State, dependents: Dependents, imports: ImportGraph) -> None:
        self._state = state
        self._sources = SourceReaders(state, dependents, imports)
        self._helpers = ResourceHelpers(state, dependents)

    def listen(self, events: Events) -> None:
        """Treat the hazards of files."""
        events.hazard.update(dict.fromkeys(get_args(FileHazard), self.treat))
        events.read_as[FILES] = self._read_files
        events.read_as[DISTRIBUTIONS] = self._read_distributions
        self._sources.listen(events)
        self._helpers.listen(events)

    def treat(self, search: Search, linked: LinkedModule, part: Part, hazard: FileHazard) -> None:
        """Keep what a hazard may need."""
        match hazard:
            case DataFileRead(modules=modules) if modules.useful:
                keep_asked_for(search, self._state, linked, hazard)
            case DataFileRead(listed=True) if not any(map(_asks_finders, linked.parts)):
                pass
            case DataFileRead(package=package, handed=handed):
                if handed:
                    self._helpers.add(linked)
                self._data(search, linked, package)
                keep_read_folders(search, self._state, linked, part)
                keep_scripts(search, self._state, linked, linked.parts)
                search.read_strings(FILES, linked.distribution)
            case MetadataRead(distribution=name, computed=computed):
                key = distribution_key(name) or linked.distribution
                if computed:
                    search.read_strings(DISTRIBUTIONS, linked.distribution)
                self._state.metadata.add(key)
                if any(map(_asks_for_files, linked.parts)):
                    self._state.data.add(key)
            case SourceRead():
                self._sources.treat(search, linked, hazard)
            case LibraryOpened():
                pass  # no code is reached by it; which files stay is decided when all is known
            case _:
                assert_never(hazard)

    def _read_files(self, search: Search, linked: LinkedModule, part: Part) -> None:
        keep_scripts(search, self._state, linked, (part,))

    def _read_distributions(self, _search: Search, _linked: LinkedModule, part: Part) -> None:
        named = map(distribution_key, part.texts.strings)
        self._state.metadata.update(filter(self._state.boundaries.modules_of.__contains__, named))

    def _data(self, search: Search, linked: LinkedModule, module: str) -> None:
        program = self._state.program
        named = module if module and program.exists(module) else module_named(program, linked, module) if module else ""
        keep_data(search, self._state, self._state.distribution(named) if named else linked.distribution)


def _asks_finders(part: Part) -> bool:
    """Tell whether a part may ask what finds listed modules where these lie."""
    reads = part.reads
    return any(name in _OF_FINDERS for name, _ in reads.attributes) or any(
        not _OF_FINDERS.isdisjoint(chain[1:]) for chain, _ in reads.refs if chain[0] not in {"os", "sys"}
    )


def _asks_for_files(part: Part) -> bool:
    """Tell whether a part asks an object for a list of files, as metadata has one."""
    reads = part.reads
    return any(name in _FILES_OF for name, _ in reads.attributes) or any(
        not _FILES_OF.isdisjoint(chain[1:]) for chain, _ in reads.refs
    )
