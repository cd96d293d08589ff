"""The files of a result, on disk or in memory, each compared with its lock before it is believed."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.emit.literals import held_in
from vendorize.emit.merge import read
from vendorize.emit.paths import inside
from vendorize.emit.texts import recognized_in
from vendorize.lock import lock_source
from vendorize.lock.cold import cold_texts
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize.lock.cold import ColdTexts
    from vendorize.model.bundle import Bundle
    from vendorize.model.lock import Lock, LockedDistribution, LockedFile


@dataclass(frozen=True)
class Contents:
    """A result with its lock."""

    lock: Lock
    """Which says version and licences of the project, too."""
    read_path: Callable[[str], bytes]
    recognizes: bool = False
    """Whether licence texts are read for what they are; takes the extra `licenses`."""

    @cached_property
    def _cold(self) -> ColdTexts:
        return cold_texts(self.lock, self.read)

    def code(self, file: LockedFile) -> bytes:
        """Return a written module with the cold code that is in the archive; raises as `read` does."""
        return self._cold.with_cold(file, self.read(file))

    def recognized(self, one: LockedDistribution) -> tuple[str, ...]:
        """Return which licences the texts of a distribution are, sorted; none where that was not asked for."""
        carried = frozenset(one.license_files if self.recognizes else ())
        return recognized_in((file.source, self.read(file)) for file in one.files if file.path in carried)

    def number(self) -> uuid.UUID:
        """Return a number that is the same for the same lock, and only for that."""
        return uuid.uuid5(uuid.NAMESPACE_OID, hashlib.sha256(lock_source(self.lock)).hexdigest())

    def read(self, file: LockedFile) -> bytes:
        """Return a written file; raises `UserError` for one that is not as the lock says."""
        content = self.read_path(file.path)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise UserError(
                f"{file.path} is not as it was written: a bill of materials would be wrong",
                hint="run `vendorize check` to see what differs, then extract again",
            )
        return content


def of_folder(lock: Lock, folder: Path) -> Contents:
    """Return what a folder holds; links out of it are not followed."""
    held = held_in(folder)

    def read_path(path: str) -> bytes:
        content = held(path)
        if content is not None:
            return content
        real = inside(folder / path, folder, path)
        if not real.is_file():
            raise UserError(f"{folder / path}: no regular file", hint="extract again")
        return real.read_bytes()

    return Contents(lock, read_path)


def of_bundle(lock: Lock, bundle: Bundle) -> Contents:
    """Return what a result in memory holds."""
    files = {file.relative: file for file in (*bundle.files, *bundle.parts())}
    return Contents(lock, lambda path: read(files[path]))
