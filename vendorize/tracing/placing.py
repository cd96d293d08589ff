"""From the files that ran to distributions and paths in them, so that a trace means the same on every machine."""

from __future__ import annotations

import json
import os
from functools import cache
from importlib.metadata import PathDistribution, distributions
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlparse
from urllib.request import url2pathname

from packaging.utils import canonicalize_name

from vendorize.model.executed import Executed, ExecutedCode
from vendorize.tracing.naming import qualified_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.tracing.gathering import Gathered

_PACKAGES = frozenset({"site-packages", "dist-packages"})
_COMPILED = (".so", ".pyd", ".dylib")
_FILES = (".py", ".pyw", *_COMPILED)


class Owned(NamedTuple):
    """Where a file belongs."""

    owner: str
    """Normalised name of its distribution; empty for the project."""
    version: str
    relative: str


class Places:
    """Finds the owner of each file, by metadata beside it; nothing is imported."""

    def __init__(self, project: Path, start: Path, found: Gathered) -> None:
        self.ours = f"{start}{os.sep}"
        self.roots = tuple({str(project), os.path.realpath(project)})
        self.libraries = tuple({f"{each.library}{os.sep}" for each in found.processes})
        entries = {entry for each in found.processes for entry in each.path if entry != str(start)}
        self.path = frozenset(entries - {library.rstrip(os.sep) for library in self.libraries})
        self.editable = tuple(sorted(_editable(self.path)))

    def place(self, found: Gathered) -> tuple[Executed, tuple[str, ...]]:
        """Return what ran, and the files that are nobody's."""
        code: set[ExecutedCode] = set()
        versions: set[tuple[str, str]] = set()
        unplaced: set[str] = set()
        owners: dict[str, Owned | None] = {}
        for note, qualified in found.notes:
            if not note.file.endswith(_FILES) or note.file.startswith(self.ours) or self.is_standard(note.file):
                continue
            if note.file not in owners:
                owners[note.file] = self.owner(note.file)
            owned = owners[note.file]
            if owned is None:
                unplaced.add(note.file)
                continue
            name = note.name if qualified or note.file.endswith(_COMPILED) else qualified_name(note)
            code.add(ExecutedCode(owned.owner, owned.relative, name))
            if owned.version:
                versions.add((owned.owner, owned.version))
        pythons = frozenset(each.python for each in found.processes)
        platforms = frozenset(each.platform for each in found.processes)
        return Executed(frozenset(code), frozenset(versions), pythons, platforms), tuple(sorted(unplaced))

    def is_standard(self, file: str) -> bool:
        """Tell whether a file is the standard library's."""
        inside = next((library for library in self.libraries if file.startswith(library)), None)
        return inside is not None and not _PACKAGES.intersection(PurePath(file.removeprefix(inside)).parts)

    def owner(self, file: str) -> Owned | None:
        """Return where a file belongs; by the name that Python knows it by, then by where links lead."""
        for spelled in dict.fromkeys([os.path.abspath(file), os.path.realpath(file)]):  # noqa: PTH100
            found = self.installed(spelled) or self.own(spelled) or self.on_path(spelled)
            if found is not None:
                return found
        return None

    def installed(self, file: str) -> Owned | None:
        """Return the owner of a file in a folder with metadata of installed distributions."""
        for folder in PurePath(file).parents:
            if folder.name in _PACKAGES or (str(folder) in self.path and _is_site(str(folder))):
                return _owned(str(folder), _relative(file, str(folder)))
        return None

    def own(self, file: str) -> Owned | None:
        """Return the owner of a file of the project, or of a distribution that is installed from its sources."""
        for root, name, version in self.editable:
            if file.startswith(f"{root}{os.sep}") and not any(
                root == own or own.startswith(root) for own in self.roots
            ):
                start = next((entry for entry in sorted(self.path, reverse=True) if _holds(entry, file, root)), root)
                return Owned(name, version, _relative(file, start))
        for root in self.roots:
            if file.startswith(f"{root}{os.sep}"):
                return Owned("", "", _relative(file, root))
        return None

    def on_path(self, file: str) -> Owned | None:
        """Return the owner of a file in another folder that imports start from: its top-level name."""
        for folder in PurePath(file).parents:
            if str(folder) in self.path:
                return _owned(str(folder), _relative(file, str(folder)))
        return None


def _holds(entry: str, file: str, root: str) -> bool:
    return (entry == root or entry.startswith(f"{root}{os.sep}")) and file.startswith(f"{entry}{os.sep}")


def _relative(file: str, folder: str) -> str:
    return PurePath(file).relative_to(folder).as_posix()


@cache
def _is_site(folder: str) -> bool:
    return any(Path(folder).glob("*.dist-info")) if Path(folder).is_dir() else False


def _owned(folder: str, relative: str) -> Owned:
    """Return the owner of a file in a folder of installed code; its top-level name where no metadata says another."""
    name, version = _recorded(folder).get(relative, ("", ""))
    return Owned(name or canonicalize_name(PurePath(PurePath(relative).parts[0]).stem), version, relative)


@cache
def _recorded(folder: str) -> dict[str, tuple[str, str]]:
    """Return name and version of the distribution of each file in a folder, from its metadata."""
    found: dict[str, tuple[str, str]] = {}
    for distribution in distributions(path=[folder]):
        try:
            name, version = distribution.metadata["Name"], distribution.version
            files = distribution.files or ()
        except (OSError, KeyError, ValueError, UnicodeError):  # metadata of somebody else's making
            continue
        for file in files if name else ():
            found[file.as_posix()] = (canonicalize_name(name), version)
    return found


def _editable(path: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """Yield folder, name and version of distributions that are installed from their sources (PEP 610)."""
    for folder in sorted(path):
        for distribution in distributions(path=[folder]):
            try:
                said = json.loads(distribution.read_text("direct_url.json") or "{}")
                url = urlparse(said["url"]) if said.get("dir_info", {}).get("editable") else None
                name, version = distribution.metadata["Name"], distribution.version
            except (OSError, KeyError, ValueError, TypeError, AttributeError):
                continue
            if url is not None and url.scheme == "file" and name and isinstance(distribution, PathDistribution):
                yield os.path.realpath(url2pathname(url.path)), canonicalize_name(name), version
