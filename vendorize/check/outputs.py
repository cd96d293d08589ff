"""Compare the written files of a result with what was written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.check.place import digest_in
from vendorize.emit import MARKER
from vendorize.emit.literals import held_in
from vendorize.emit.paths import inside
from vendorize.model.findings import Finding
from vendorize.storage import digest_of_path, is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.check.place import LockedResult
    from vendorize.check.references import WrittenTexts

_COMPILED = (".pyc", ".pyo")


class WrittenTree:
    """The files that a result shall have, by path."""

    def __init__(self, place: LockedResult, references: WrittenTexts) -> None:
        self._place = place
        self._references = references
        self._held = held_in(place.result)
        self._expected = {one.path: one.sha256 for one in place.lock.written()}
        manifest = place.manifest
        if manifest is not None:
            self._expected = {one.relative: one.sha256 for one in manifest.entries} | self._expected
            self._expected.pop(place.lock_file.name, None)
        elif not place.is_built:
            # What people go on editing is an input, and compared as such.
            for path in place.first_party() | place.metadata():
                self._expected.pop(path, None)
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
            yield Finding(file, 1, "VZ802", path, f"{path} is not of vendorize: no lock names it")

    def _compared(self, path: str, sha256: str) -> Iterator[Finding]:
        file, lock = self._place.result / path, self._place.lock_file
        if not file.is_symlink() and not file.exists():
            yield Finding(lock, self._place.locked_at(path, "path"), "VZ802", path, f"{path} is missing")
        elif file.is_symlink():
            digest_in(self._place.result, path)
            yield Finding(file, 1, "VZ801", path, f"{path} is a link, and was written as a file")
        elif digest_in(self._place.result, path) != sha256:
            at = self._place.locked_at(path, "path")
            line = self._references.first_difference(path, file)
            yield Finding(file, line, "VZ801", path, f"{path} is not as it was written ({lock.name}:{at})")

    def _present(self) -> set[str]:
        """Return the files in the folder of the vendored code; all of a result that is a folder of its own."""
        place = self._place
        top = place.result if place.manifest is not None else place.result / place.lock.home
        if place.manifest is None and place.lock.home == ".":
            return set()
        if top.exists() and top.resolve() != top:
            # A link on the way: out of the result it is refused, and in it each file is looked at with care.
            inside(top, place.result, place.lock.home)
            return set()
        skipped = {MARKER, place.lock_file.name} if top == place.result else {MARKER}
        return {path for path in _walk(top, place.result) if path not in skipped}


def _walk(top: Path, root: Path) -> Iterator[str]:
    """Yield all files and links below a folder, compiled modules left out; no link is followed."""
    for folder, folders, names in os.walk(top):
        here = Path(folder).relative_to(root).as_posix()
        prefix = "" if here == "." else f"{here}/"
        folders[:] = sorted(name for name in folders if not is_ours(name))
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in (*names, *links):
            if not (name.endswith(_COMPILED) and prefix.endswith("__pycache__/")):
                yield f"{prefix}{name}"
