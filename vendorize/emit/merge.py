"""Bring files from several owners together: one file for each path, and who has it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from vendorize.model.bundle import Bundle, BundleFile
from vendorize.storage import digest_of_path
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.model.events import Listener


class Gathering:
    """Files by path; where two owners have one path, the first stays (as the first folder of `sys.path` does)."""

    def __init__(self, progress: Listener) -> None:
        self.files: dict[str, BundleFile] = {}
        self.owned: dict[str, set[str]] = {}
        """Paths of each distribution, shared ones included."""
        self._progress = progress

    def add(self, file: BundleFile) -> None:
        """Take a file, unless its path is there already; say so when that makes a difference."""
        if file.distribution:
            self.owned.setdefault(file.distribution, set()).add(file.relative)
        first = self.files.setdefault(file.relative, file)
        if first is file or first.distribution == file.distribution or digest(first) == digest(file):
            return
        self._progress.warned(
            f"{file.relative}: {first.distribution or 'the project'} and {file.distribution or 'the project'} "
            f"both have this file; that of {first.distribution or 'the project'} is used"
        )

    def extend(self, files: Iterable[BundleFile]) -> None:
        """Take several files."""
        for file in files:
            self.add(file)

    def bundle(self) -> Bundle:
        """Return the files sorted by path."""
        return Bundle(tuple(self.files[relative] for relative in sorted(self.files)))


def digest(file: BundleFile) -> tuple[bytes, int]:
    """Return the SHA-256 of a file's content, and its size."""
    if isinstance(file.content, bytes):
        return hashlib.sha256(file.content).digest(), len(file.content)
    return digest_of_path(file.content)


def read(file: BundleFile) -> bytes:
    """Return the content."""
    return file.content if isinstance(file.content, bytes) else read_bytes(file.content)
