"""Find the content that a file was written with, where it is still at hand, to name the line that differs."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from vendorize.storage import STATE, digest_of_path

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.check.place import LockedResult
    from vendorize_analysis.model.environment import Environment

_OBJECTS = "objects"


class WrittenTexts:
    """Contents by the path of the written file."""

    def __init__(self, place: LockedResult, environment: Environment | None) -> None:
        homes = {found.key: found.location for found in environment.distributions} if environment else {}
        self._digests = {one.path: one.sha256 for one in place.lock.written()}
        self._remembered = [*sorted(place.root.glob(f"{STATE}/{_OBJECTS}")), *place.root.glob(f"{STATE}-*/{_OBJECTS}")]
        self._sources = {
            file.path: homes[one.key] / file.source
            for one in place.lock.distributions
            for file in one.files
            if one.key in homes and file.source and file.sha256 == file.source_sha256
        }

    def first_difference(self, path: str, file: Path) -> int:
        """Return the first line of a file that is not as it was written; 1 where that cannot be told."""
        written = self._content(path)
        if written is None or not file.is_file():
            return 1
        pairs = enumerate(zip_longest(written.splitlines(), file.read_bytes().splitlines()), 1)
        return next((number for number, (before, now) in pairs if before != now), 1)

    def _content(self, path: str) -> bytes | None:
        sha256 = self._digests.get(path, "")
        places = [folder / sha256 for folder in self._remembered if sha256]
        places += [self._sources[path]] if path in self._sources else []
        for place in places:
            if place.is_file() and digest_of_path(place)[0].hex() == sha256:
                return place.read_bytes()
        return None
