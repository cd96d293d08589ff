"""Compare the written files of a result with what was written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.check.built import UNLISTED, as_installed, installed_files
from vendorize.check.place import digest_in
from vendorize.check.remedies import for_added, for_edited, for_missing
from vendorize.check.walking import is_cached, walked
from vendorize.emit import MARKER
from vendorize.emit.literals import held_in
from vendorize.emit.paths import inside
from vendorize.model.findings import Finding
from vendorize.model.lock import LOCK_NAME
from vendorize.storage import digest_of_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.check.place import LockedResult
    from vendorize.check.references import WrittenTexts


def expected_of(place: LockedResult) -> dict[str, str]:
    """Return the files that a result shall have, each with its SHA-256, by where they lie."""
    expected = {one.path: one.sha256 for one in place.lock.written()}
    if place.is_installed:
        return as_installed(expected)
    if not place.lock.complete:
        # What people go on editing is an input, and compared as such.
        for path in place.first_party() | place.metadata():
            expected.pop(path, None)
    return expected


class WrittenTree:
    """The files that a result shall have, by path."""

    def __init__(self, place: LockedResult, references: WrittenTexts) -> None:
        self._place = place
        self._references = references
        self._held = held_in(place.result)
        self._expected = expected_of(place)
        self.compared = len(self._expected)

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each file that is edited, missing or added."""
        present = self._present()
        for path, sha256 in sorted(self._expected.items()):
            # No folder above what the walk has found is a link; what it has not found is looked at with care.
            name = f"{self._place.result}/{path}"
            held = self._held(path) if path not in present else None
            if held is not None and hashlib.sha256(held).hexdigest() == sha256:
                continue
            plain = path in present and not os.path.islink(name) and os.path.isfile(name)  # noqa: PTH113, PTH114 - fast
            if not (plain and digest_of_path(Path(name))[0].hex() == sha256):
                yield from self._compared(path, sha256)
        for path in sorted(present - self._expected.keys()):
            file = self._place.result / path
            message = f"{path} is not of vendorize: no lock names it"
            yield Finding(file, 1, "VZ802", path, message, for_added(self._place))

    def _compared(self, path: str, sha256: str) -> Iterator[Finding]:
        file, lock = self._place.result / path, self._place.lock_file
        if not file.is_symlink() and not file.exists():
            at, message = self._place.locked_at(path, "path"), f"{path} is missing"
            yield Finding(lock, at, "VZ802", path, message, for_missing(self._place))
        elif file.is_symlink():
            digest_in(self._place.result, path)
            yield Finding(
                file, 1, "VZ801", path, f"{path} is a link, and was written as a file", for_missing(self._place)
            )
        elif digest_in(self._place.result, path) != sha256:
            at = self._place.locked_at(path, "path")
            line = self._references.first_difference(path, file)
            message = f"{path} is not as it was written ({lock.name}:{at})"
            yield Finding(file, line, "VZ801", path, message, for_edited(self._place, path))

    def _present(self) -> set[str]:
        """Return the files that are there where all are of us: the folder of the vendored code, or the whole result."""
        place = self._place
        if place.is_installed:
            return installed_files(place, self._expected)
        if place.is_built:
            info = place.lock_file.parent.name
            return set(walked(place.result, place.result)) - {f"{info}/{name}" for name in (LOCK_NAME, *UNLISTED)}
        top = place.result if place.lock.complete else place.result / place.lock.home
        if not place.lock.complete and place.lock.home == ".":
            return set()
        if top.exists() and top.resolve() != top:
            # A link on the way: out of the result it is refused, and in it each file is looked at with care.
            inside(top, place.result, place.lock.home)
            return set()
        skipped = {MARKER, place.lock_file.name} if top == place.result else {MARKER}
        return {one for one in walked(top, place.result) if one not in skipped and not is_cached(place.result / one)}
