"""List the modules of first-party code by walking its folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.places import is_package, sources, subfolders
from vendorize_analysis.model.project import SourceModule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace


def list_modules(places: Iterable[ImportPlace], within: Path) -> tuple[SourceModule, ...]:
    """Return every module at the places, sorted by name; a link that leaves the folder `within` is passed over."""
    found: dict[str, SourceModule] = {}
    home = _Home(within)
    for place in places:
        alone = SourceModule(place.name, place.path, is_package=False)
        for module in _package(place.path, place.name) if place.path.is_dir() else (alone,):
            if home.holds(module.path):
                found.setdefault(module.name, module)
    return tuple(sorted(found.values()))


class _Home:
    """A folder that what links lead to must not leave; each folder in it is followed once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._inside: dict[Path, bool] = {}

    def holds(self, file: Path) -> bool:
        if file.is_symlink():
            return file.resolve().is_relative_to(self._folder)
        parent = file.parent
        if parent not in self._inside:
            self._inside[parent] = parent.resolve().is_relative_to(self._folder)
        return self._inside[parent]


def _package(folder: Path, name: str) -> Iterator[SourceModule]:
    """Yield the modules of a package; a folder without an `__init__.py` in it is a namespace (PEP 420)."""
    if is_package(folder):
        yield SourceModule(name, folder / "__init__.py", is_package=True)
    inner = {sub.name: sub for sub in subfolders(folder)}
    for entry in sources(folder):
        stem = entry.stem
        if stem == "__init__":
            continue
        # The import system prefers a regular package to a module of the same name, and that to a namespace.
        if stem in inner and is_package(inner[stem]):
            continue
        inner.pop(stem, None)
        yield SourceModule(f"{name}.{stem}", entry, is_package=False)
    for sub_name, sub in inner.items():
        yield from _package(sub, f"{name}.{sub_name}")
