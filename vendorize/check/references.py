"""Find the content that a file was written with, where it is still at hand, to name the line that differs."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from vendorize.model.lock import LOCK_NAME
from vendorize.model.originmap import MAP_NAME
from vendorize.storage import STATE, digest_of_path

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.check.place import LockedResult
    from vendorize.model.bundle import LineRun
    from vendorize_analysis.model.environment import Environment

_OBJECTS = "objects"


class WrittenTexts:
    """Contents by the path of the written file."""

    def __init__(self, place: LockedResult, environment: Environment | None) -> None:
        homes = {found.key: found.location for found in environment.distributions} if environment else {}
        self._place = place
        self._digests = {one.path: one.sha256 for one in place.lock.written()}
        self._remembered = [*sorted(place.root.glob(f"{STATE}/{_OBJECTS}")), *place.root.glob(f"{STATE}-*/{_OBJECTS}")]
        owned = [(homes[one.key], file) for one in place.lock.distributions if one.key in homes for file in one.files]
        owned += [(place.root, file) for file in place.lock.project.files if place.is_apart]
        self._sources = {file.path: (home / file.source, file) for home, file in owned if file.source}

    def first_difference(self, path: str, file: Path) -> int:
        """Return the first line of a file that is not as it was written; 1 where that cannot be told."""
        if not file.is_file():
            return 1
        written, now = self._content(path), file.read_bytes().splitlines()
        if written is None:
            return self._first_mapped(path, now)
        pairs = enumerate(zip_longest(written.splitlines(), now), 1)
        return next((number for number, (before, after) in pairs if before != after), 1)

    def _first_mapped(self, path: str, now: list[bytes]) -> int:
        """Return the first line that should be one of the source and is not, as the map of a module that was cut says.

        Lines that extraction wrote itself are passed over.
        """
        source, file = self._sources.get(path, (None, None))
        runs = self._runs(path)
        if source is None or file is None or not runs or not _has(source, file.source_sha256):
            return 1
        before = source.read_bytes().splitlines()
        for run in runs:
            for at in range(run.length):
                line, original = run.line + at, run.original + at
                if original <= len(before) and before[original - 1 : original] != now[line - 1 : line]:
                    return min(line, len(now)) or 1
        return 1

    def _runs(self, path: str) -> tuple[LineRun, ...]:
        name = f"{self._place.lock_file.name.removesuffix(LOCK_NAME)}{MAP_NAME}"
        where = next((one for one in self._digests if one == name or one.endswith(f"/{name}")), "")
        if not where or not _has(self._place.result / where, self._digests[where]):
            return ()
        from vendorize.mapping import read_map  # noqa: PLC0415 - only who has found something needs it

        found = read_map(self._place.result / where).files.get(path)
        return (found.origin.lines or ()) if found is not None else ()

    def _content(self, path: str) -> bytes | None:
        sha256 = self._digests.get(path, "")
        places = [folder / sha256 for folder in self._remembered if sha256]
        places += [self._sources[path][0]] if path in self._sources else []
        return next((place.read_bytes() for place in places if _has(place, sha256)), None)


def _has(file: Path, sha256: str) -> bool:
    return file.is_file() and digest_of_path(file)[0].hex() == sha256
