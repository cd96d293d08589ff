"""Read files out of folders and archives: regular ones only, nothing that leads elsewhere, and no more than fits."""

from __future__ import annotations

import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vendorize.emit.paths import is_safe
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

MOST_BYTES_OF_A_FILE = 16 << 20
MOST_BYTES_OF_AN_ENTRY = 1 << 30
"""Of one file of an artefact: shared libraries are long."""
MOST_BYTES = 4 << 30
"""Of all files of one archive or folder together."""
MOST_FILES = 1_000_000
_BROKEN = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, tarfile.TarError, zlib.error,
    lzma.LZMAError,
)  # fmt: skip


class HeldFile(NamedTuple):
    """A file of a folder or an archive."""

    name: str
    """POSIX path from its top."""
    place: str
    """How to name it to people."""
    content: bytes


class _Budget:
    """Counts what is read, and refuses what is too much."""

    def __init__(self, where: Path, most: int) -> None:
        self._where = where
        self._most = most
        self._files = 0
        self._bytes = 0

    def count(self) -> None:
        """Count an entry, read or not."""
        self._files += 1
        if self._files > MOST_FILES:
            raise UserError(f"{self._where}: more than {MOST_FILES:,} files", hint="name a smaller folder or archive")

    def read(self, stream: IO[bytes], place: str) -> bytes:
        """Return all of a stream, whatever its header says about its length."""
        content = stream.read(self._most + 1)
        self._bytes += len(content)
        if len(content) > self._most:
            raise UserError(f"{place}: more than {self._most:,} bytes", hint="take it out, if it does not belong there")
        if self._bytes > MOST_BYTES:
            raise UserError(f"{self._where}: more than {MOST_BYTES:,} bytes", hint="name a smaller folder or archive")
        return content


def folder_files(folder: Path, wanted: Callable[[str], bool]) -> Iterator[HeldFile]:
    """Yield the files below a folder whose relative path is wanted, sorted; hidden folders are passed over.

    Raises `UserError` for one that is a link, no regular file, or too long.
    """
    budget = _Budget(folder, MOST_BYTES_OF_A_FILE)
    for place, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            relative = path.relative_to(folder).as_posix()
            budget.count()
            if wanted(relative):
                yield HeldFile(relative, shown(str(path)), _content(path, budget))


def file_content(path: Path) -> bytes:
    """Return the content of one regular file; links to one are followed, for it was named by the user.

    Raises `UserError` for anything else, and for what is too long.
    """
    return _opened(path, _Budget(path, MOST_BYTES_OF_A_FILE))


def archive_files(path: Path, wanted: Callable[[str], bool], most: int | None = None) -> Iterator[HeldFile]:
    """Yield the files of a zip (a wheel is one) or a tar archive whose path is wanted, in the order of the archive.

    None may be longer than `most` bytes. Nothing is unpacked. Raises `UserError` for what is no such archive, for an
    entry whose path leads out of it, and for a wanted one that is a link, a device or too long.
    """
    budget = _Budget(path, most or MOST_BYTES_OF_A_FILE)
    try:
        with open(path, "rb", opener=regular) as stream:
            read = _zipped if path.name.endswith((".zip", ".whl")) else _tarred
            yield from read(path, stream, wanted, budget)
    except _BROKEN as error:
        raise UserError(f"{shown(str(path))}: cannot be read: {shown(str(error))}", hint="get the file anew") from error


def shown(text: str) -> str:
    """Return a text of others without what steers a terminal or changes the direction of writing."""
    return text if text.isprintable() else "".join(one if one.isprintable() else "?" for one in text)


def _content(path: Path, budget: _Budget) -> bytes:
    if path.is_symlink():
        raise UserError(f"{shown(str(path))} is a link: none is followed here", hint="put the file itself there")
    return _opened(path, budget)


def _opened(path: Path, budget: _Budget) -> bytes:
    try:
        with open(path, "rb", opener=regular) as stream:
            return budget.read(stream, shown(str(path)))
    except OSError as error:
        why = error.strerror or "no regular file"
        raise UserError(f"{shown(str(path))}: cannot be read: {why}", hint="remove it, if it is none") from error


def _refuse(error: OSError) -> None:
    raise UserError(
        f"{shown(str(error.filename))}: cannot be read: {error.strerror}",
        hint="make it readable, or name another folder",
    ) from error


def _zipped(path: Path, stream: IO[bytes], wanted: Callable[[str], bool], budget: _Budget) -> Iterator[HeldFile]:
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            budget.count()
            place = _checked(path, entry.filename)
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if entry.is_dir() or not wanted(entry.filename):
                continue
            if kind not in {0, stat.S_IFREG}:
                raise UserError(f"{place} is no regular file", hint="get the archive anew")
            with archive.open(entry) as content:
                yield HeldFile(entry.filename, place, budget.read(content, place))


def _tarred(path: Path, stream: IO[bytes], wanted: Callable[[str], bool], budget: _Budget) -> Iterator[HeldFile]:
    with tarfile.open(fileobj=stream, mode="r:*") as archive:
        for entry in archive:
            budget.count()
            place = _checked(path, entry.name)
            if entry.isdir() or not wanted(entry.name):
                continue
            content = archive.extractfile(entry) if entry.isreg() else None
            if content is None:
                raise UserError(f"{place} is no regular file", hint="get the archive anew")
            with content:
                yield HeldFile(entry.name, place, budget.read(content, place))


def _checked(path: Path, name: str) -> str:
    """Return how an entry is named to people; one that leads out of its archive is refused, wanted or not."""
    place = shown(f"{path}/{name}")
    if name not in {".", "./"} and not is_safe(name.removesuffix("/").removeprefix("./")):
        raise UserError(f"{place} leads out of the archive", hint="do not use it; get the archive anew")
    return place
