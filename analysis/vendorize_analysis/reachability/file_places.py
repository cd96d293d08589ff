"""Who asks where files of distributions lie, and what is known of the package whose place that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.model.hazards.files import DataFileRead
from vendorize_analysis.reachability.import_graph import imported_by
from vendorize_analysis.reachability.loading import module_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.state import State

_OF_NAMED: Final = frozenset(
    {
        *("submodule_search_locations", "origin", "get_filename", "get_loader", "find_spec"),
        *(".__file__", ".__path__", ".__spec__", ".__loader__"),
    }
)
"""What says where a module lies whose name code has: functions, and attributes of what is not known."""
_OF_VALUES: Final = frozenset({"getfile", "getsourcefile"})
"""Functions that say where a module lies which code has as a value."""
_OF_ALL: Final = frozenset({"getsitepackages", "get_path", "get_paths", "locate_file", "purelib", "sys.path"})
"""Functions that say where all distributions lie."""

_ASKING: Final = _OF_NAMED | _OF_VALUES | _OF_ALL


class FilePlace(NamedTuple):
    """Code that asks where something lies."""

    module: str
    """The module that asks."""
    distribution: str
    """Whose files these are; empty where it may be any that the code has as a value, or the project's."""
    package: str
    """The module whose place it is, where that is known and not the one that asks."""


Looked = dict[str, tuple[int, tuple[FilePlace, ...]]]
"""By module how many live parts it had, which only become more, and the places that these ask for; a module of which
no part asks is looked at once."""
_NEVER: Final = -1


def places_asked_for(state: State, looked: Looked) -> frozenset[FilePlace]:
    """Return the places that live code asks for; `looked` is what earlier calls for the same search have found."""
    found = set[FilePlace]()
    for module, met in state.hazards.items():
        linked = state.program.module(module)
        if linked is not None:
            found.update(_of_hazard(state, linked, hazard) for hazard in met if isinstance(hazard, DataFileRead))
    for module in state.executed:
        linked = state.program.module(module)
        if linked is not None:
            live = len(state.live[module])
            if module not in looked and not any(name in _ASKING for part in linked.parts for name in _asked(part)):
                looked[module] = _NEVER, ()
            count, places = looked.get(module, (0, ()))
            if count not in {live, _NEVER}:
                count, places = looked[module] = live, tuple(_of_names(state, linked))
            found.update(places)
    return frozenset(found)


def _of_hazard(state: State, linked: LinkedModule, hazard: DataFileRead) -> FilePlace:
    program, package = state.program, hazard.package
    if not package:
        return FilePlace(linked.name, linked.distribution, "")
    named = package if program.exists(package) else module_named(program, linked, package)
    # A module that the code has as a value may be any.
    return FilePlace(linked.name, state.distribution(named) if named else "", named)


def _of_names(state: State, linked: LinkedModule) -> Iterator[FilePlace]:
    """Yield the places that a module may ask for by other means: those of modules that it imports or names in texts."""
    parts = [linked.parts[index] for index in state.live[linked.name]]
    asked = {name for part in parts for name in _asked(part)}
    if not asked.isdisjoint(_OF_ALL):
        yield FilePlace(linked.name, linked.distribution, "")
    named = set[str]()
    if not asked.isdisjoint(_OF_NAMED):
        named = {text for part in parts for text in part.texts.strings if "." in text}
    if not asked.isdisjoint(_OF_VALUES):
        named |= imported_by(state.program, linked.name)
    for name in named:
        if state.program.catalogue.submodules(name) and state.program.kind(name) != "stdlib":
            yield FilePlace(linked.name, state.distribution(name), name)


def _asked(part: Part) -> Iterator[str]:
    """Yield the names that a part has, and attributes of what it does not know with a dot."""
    for chain, _ in part.reads.refs:
        yield from chain
        if chain[:2] == ("sys", "path"):
            yield "sys.path"
    for name, _ in part.reads.attributes:
        yield from (name, f".{name}")
