"""List the modules of first-party code by walking its folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.places import entries, is_package, subfolders
from vendorize_analysis.model.project import SourceModule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.places import Place


def list_modules(places: Iterable[Place], within: Path) -> tuple[SourceModule, ...]:
    """Give every module at the places, sorted by name; a link that leaves the folder `within` is passed over."""
    found: dict[str, SourceModule] = {}
    for place in places:
        alone = SourceModule(place.name, place.path, is_package=False)
        for module in _package(place.path, place.name) if place.path.is_dir() else (alone,):
            if module.path.resolve().is_relative_to(within):
                found.setdefault(module.name, module)
    return tuple(sorted(found.values()))


def _package(folder: Path, name: str) -> Iterator[SourceModule]:
    """Yield the modules of a package; a folder without an `__init__.py` in it is a namespace (PEP 420)."""
    if is_package(folder):
        yield SourceModule(name, folder / "__init__.py", is_package=True)
    inner = {sub.name: sub for sub in subfolders(folder)}
    for entry in entries(folder):
        stem = entry.stem
        if entry.suffix != ".py" or stem == "__init__" or not stem.isidentifier() or not entry.is_file():
            continue
        # The import system prefers a regular package to a module of the same name, and that to a namespace.
        if stem in inner and is_package(inner[stem]):
            continue
        inner.pop(stem, None)
        yield SourceModule(f"{name}.{stem}", entry, is_package=False)
    for sub_name, sub in inner.items():
        yield from _package(sub, f"{name}.{sub_name}")
