"""Files beside the code: data and metadata (VZ5xx)."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, get_args

from vendorize_analysis.model.hazards import FileHazard
from vendorize_analysis.model.hazards.files import DataFileRead, MetadataRead
from vendorize_analysis.reachability.loading import module_named

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class FileTreatment:
    """Keeps the files of distributions."""

    def __init__(self, state: State) -> None:
        self._state = state

    def listen(self, events: Events) -> None:
        """Treat the hazards of files."""
        events.hazard.update(dict.fromkeys(get_args(FileHazard), self.treat))

    def treat(self, _search: Search, linked: LinkedModule, _part: Part, hazard: FileHazard) -> None:
        """Keep what a hazard may need."""
        match hazard:
            case DataFileRead(package=package):
                self._data(linked, package)
            case MetadataRead(distribution=name):
                self._state.metadata.add(name.lower().replace("_", "-").replace(".", "-") or linked.distribution)
            case _:
                assert_never(hazard)

    def _data(self, linked: LinkedModule, module: str) -> None:
        program = self._state.program
        named = module if module and program.exists(module) else module_named(program, linked, module) if module else ""
        self._state.data.add(self._state.distribution(named) if named else linked.distribution)
