"""Where the files of a result come to lie in a wheel, and the lock as it speaks of these places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.model.lock import LockedFile
from vendorize_analysis.discovery import discover
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from vendorize.model.lock import Lock

_LIBRARIES = (".data/purelib/", ".data/platlib/")
"""Where a wheel may have code beside its top (binary distribution format, "The .data directory")."""


@dataclass(frozen=True, slots=True)
class WheelPlaces:
    """How paths of the project become paths of a wheel: one folder is taken off, and one put before."""

    bases: tuple[str, ...]
    """Source roots (`src/`, or nothing for the project's folder), the longest first."""
    top: str = ""
    """Folder of the wheel that has the code, or nothing."""

    def of(self, path: str) -> str:
        """Return the path in the wheel; nothing for what lies elsewhere in the project."""
        base = next((one for one in self.bases if path.startswith(one)), None)
        return self.top + path.removeprefix(base) if base is not None else ""

    def source_of(self, path: str, content: bytes, root: Path) -> str:
        """Return the path in the project of a file of the wheel that is there unchanged; nothing where none is."""
        if not path.startswith(self.top):
            return ""
        found = (f"{base}{path.removeprefix(self.top)}" for base in self.bases)
        return next((one for one in found if (root / one).is_file() and read_bytes(root / one) == content), "")


def places_in(names: Iterable[str], lock: Lock, root: Path) -> WheelPlaces:
    """Return the places of a wheel with these paths, built in `root`.

    Raises `UserError` for one that has not the package that the vendored code is part of.
    """
    inner = sorted(("" if one == "." else f"{one}/" for one in discover(root).inner_roots), key=len, reverse=True)
    bases = tuple(inner)
    parent = WheelPlaces(bases).of(lock.home).rpartition("/")[0]
    if not parent:
        return WheelPlaces(bases)
    for name in sorted(names, key=len):
        before, found, _ = f"/{name}".partition(f"/{parent}/")
        top = f"{before[1:]}/" if before else ""
        if found and (not top or top.endswith(_LIBRARIES)):
            return WheelPlaces(bases, top)
    raise UserError(
        f"the wheel that was built has no {parent}, which the vendored code is part of",
        hint="have the build back end ship that package, or choose another one: [tool.vendorize] namespace",
    )


def lock_in_wheel(lock: Lock, places: WheelPlaces, contents: Mapping[str, bytes]) -> Lock:
    """Return the lock with the paths that files have in a wheel, and without what that has not."""

    def moved(files: Iterable[LockedFile]) -> tuple[LockedFile, ...]:
        found = (replace(one, path=places.of(one.path)) for one in files)
        return tuple(sorted(replace(one, sha256=_sha256(contents[one.path])) for one in found if one.path in contents))

    return replace(
        lock,
        home=places.of(lock.home),
        project=replace(lock.project, files=moved(lock.project.files)),
        distributions=tuple(
            replace(
                one,
                files=moved(one.files),
                license_files=tuple(filter(contents.__contains__, map(places.of, one.license_files))),
            )
            for one in lock.distributions
        ),
    )


def completed(lock: Lock, places: WheelPlaces, contents: Mapping[str, bytes], root: Path) -> Lock:
    """Return the lock of a wheel with all other files that this has, built in `root`: whoever edits one is found out.

    A file that is there as it is in the project has that for its source; a module that was no part of the analysis is
    made by the build, also where the back end has put it among the sources.
    """
    known, analysed = {one.path for one in lock.written()}, {one.source for one in lock.project.inputs}
    more = []
    for path in contents.keys() - known:
        sha256, source = _sha256(contents[path]), places.source_of(path, contents[path], root)
        source = source if source in analysed or not source.endswith(".py") else ""
        more.append(LockedFile(path, sha256, source, sha256 if source else ""))
    return replace(
        lock, complete=True, project=replace(lock.project, files=tuple(sorted((*lock.project.files, *more))))
    )


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
