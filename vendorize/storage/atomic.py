"""Write single files: the old content or the new one, never a part of it."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from vendorize.storage.lock import locked
from vendorize.storage.names import sibling

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_AT_ONCE = 16
"""Files that are synchronised at the same time."""
_STREAMS = ("/dev/", "/proc/")
"""What stands there is written to, not replaced: `/dev/stdout` may be a file that somebody else reads on."""


def write_atomically(file: Path, content: bytes) -> None:
    """Write a file with the folders above it; a pipe or device is written as it is.

    Symbolic links are followed; the mode of a file that was there stays. Raises `OSError`; then the file is as before.
    """
    target = real_place(file)
    if not _is_replaceable(target):
        # By the name that was given: what a link in `/proc` says is no path for a pipe.
        file.write_bytes(content)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = sibling(target, "part")
    with locked(sibling(target, "lock"), target):
        try:
            write_durably(part, content)
            if target.exists():
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            replace(part, target)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
    sync_folder(target.parent)


def real_place(path: Path) -> Path:
    """Return the absolute place that a path leads to; raises `OSError` for links that lead in a circle."""
    try:
        real = path.resolve()
    except RuntimeError as error:
        # Python 3.11 and 3.12 say it this way.
        raise OSError(errno.ELOOP, "Too many levels of symbolic links", str(path)) from error
    if real.is_symlink():
        real.stat()
    return real


def write_durably(file: Path, content: bytes) -> None:
    """Write a file, and wait until the disk has it."""
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def sync_files(files: Iterable[Path]) -> None:
    """Wait until the disk has what was written to some files, to several at once: they share the journal's commits."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only changes in place need it

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(_sync_file, files):
            pass


def _sync_file(file: Path) -> None:
    # Windows flushes nothing that was opened to read; elsewhere that is enough.
    descriptor = os.open(file, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """Move a file over another in one step, on Windows as well."""
    os.replace(source, target)  # noqa: PTH105 - tests look for the one place where files change


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder; systems that cannot say so have nothing to wait for."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_replaceable(target: Path) -> bool:
    if target.as_posix().startswith(_STREAMS):
        return False
    return not target.exists() or target.is_file()
