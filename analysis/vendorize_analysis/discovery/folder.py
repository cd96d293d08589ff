"""A folder that is a program as it lies there: nothing is built of it, and its code runs from where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.listing import list_modules
from vendorize_analysis.discovery.places import ImportPlace, entries, holds_code, is_package, subfolders
from vendorize_analysis.discovery.script import imports_of
from vendorize_analysis.discovery.testing import is_test_file
from vendorize_analysis.model.names import TEST_FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.model.project import SourceModule

RESULT = ".vendorize.json"
"""Stands in every folder that an earlier run wrote: what is in it is nobody's source."""
_TOOLS = frozenset({"setup", "conftest", "noxfile", "toxfile", "fabfile", "dodo", "pavement", "conanfile"})
_ASIDE = frozenset({"build", "dist", "doc", "docs", "requirements"})
"""Folders that hold no code of the program, unless they are packages."""


def scripts_in(folder: Path) -> tuple[ImportPlace, ...]:
    """Return the scripts and modules right in a folder, without tests and the files of build tools."""
    return tuple(
        ImportPlace(file.stem.replace(".", "_"), file, folder)
        for file in entries(folder, ".py")
        if file.is_file() and file.stem not in _TOOLS and not is_test_file(file) and file.name != "__init__.py"
    )


def locate_folder(root: Path) -> tuple[ImportPlace, ...]:
    """Return all code of a folder: scripts, packages, and folders of scripts that import each other by short names."""
    found = list(scripts_in(root))
    folders = [folder for folder in subfolders(root) if not _is_aside(folder)]
    asked = _asked(found, [folder for folder in folders if is_package(folder)], root)
    for folder in folders:
        if is_package(folder) or (folder.name in asked and holds_code(folder)):
            found.append(ImportPlace(folder.name, folder, root))
        elif _imports_siblings(folder, root):
            found += scripts_in(folder)
            found += (ImportPlace(inner.name, inner, folder) for inner in subfolders(folder) if is_package(inner))
        elif holds_code(folder):
            found.append(ImportPlace(folder.name, folder, root))
    return tuple(found)


def namesakes(places: Iterable[ImportPlace]) -> Iterator[str]:
    """Say of which places with one name only the first counts: a name leads to one module."""
    first: dict[str, ImportPlace] = {}
    for place in places:
        known = first.setdefault(place.name, place)
        if known is not place:
            yield (
                f"{place.path}: not analysed, because {known.path} has the same import name; "
                f"analyse it by itself (vendorize analyze {place.path})"
            )


def _is_aside(folder: Path) -> bool:
    if (folder / RESULT).is_file() or folder.name in TEST_FOLDERS:
        return True
    return folder.name in _ASIDE and not is_package(folder)


def _asked(scripts: Iterable[ImportPlace], packages: Iterable[Path], root: Path) -> frozenset[str]:
    """Return the top-level names that scripts and packages import."""
    places = [*scripts, *(ImportPlace(package.name, package, root) for package in packages)]
    return frozenset(name.partition(".")[0] for module in list_modules(places, root) for name in imports_of(module))


def _imports_siblings(folder: Path, root: Path) -> bool:
    """Tell whether files of a folder import each other as the folder of a running script lets them."""
    here = scripts_in(folder)
    names = {place.name for place in here} | {inner.name for inner in subfolders(folder) if is_package(inner)}
    names -= {place.name for place in scripts_in(root)}
    modules: tuple[SourceModule, ...] = list_modules(here, root)
    return any(name.partition(".")[0] in names for module in modules for name in imports_of(module))
