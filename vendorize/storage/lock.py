"""One run at a time for each place: a file that the system locks, and unlocks when its owner dies.

An owner's number in a file would have to be judged (numbers are given again); the lock of an open file needs no
judgement.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WAIT = 10.0
"""Seconds to wait for another run."""
_STEP = 0.05
_UNSUPPORTED = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL})
_OWNER = 64
"""Most bytes that are read of who has the lock."""
_BEHIND = 4096
"""Where Windows locks a byte: it lets nobody read what is locked, and the owner's number stands at the beginning."""


@contextmanager
def locked(file: Path, what: Path) -> Iterator[None]:
    """Have the lock while the block runs; the file is there for that time alone.

    Raises `UserError` where another run of the tool has it and keeps it, `OSError` where the file cannot be made.
    """
    descriptor = _acquire(file, what)
    try:
        yield
    finally:
        _release(file, descriptor)


def _acquire(file: Path, what: Path) -> int:
    deadline = time.monotonic() + _WAIT
    while True:
        descriptor, fresh = _open(file)
        try:
            if _try(descriptor, fresh=fresh) and _is_same(descriptor, file):
                _sign(descriptor)
                return descriptor
            owner = os.pread(descriptor, _OWNER, 0) if hasattr(os, "pread") else b""
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if time.monotonic() > deadline:
            raise _busy(file, what, owner)
        time.sleep(_STEP)


def _sign(descriptor: int) -> None:
    """Say who has the lock, for the message to others; on a full disk they hear no number."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode("ascii"))


def _open(file: Path) -> tuple[int, bool]:
    """Open the file, and tell whether we made it."""
    flags = os.O_RDWR | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with suppress(FileExistsError):
        return os.open(file, flags | os.O_CREAT | os.O_EXCL, 0o666), True
    # It may have gone since: then it is made after all.
    return os.open(file, flags | os.O_CREAT, 0o666), False


def _try(descriptor: int, *, fresh: bool) -> bool:
    """Take the lock if nobody has it; where the file system knows no locks, who made the file has it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - is there on Windows alone

            os.lseek(descriptor, _BEHIND, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415 - is there on POSIX alone

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return fresh and error.errno in _UNSUPPORTED
    return True


def _is_same(descriptor: int, file: Path) -> bool:
    """Tell whether the file is still in its place: the owner before us has removed it when it was done."""
    try:
        mine, there = os.fstat(descriptor), os.stat(file)  # noqa: PTH116 - beside its twin
    except FileNotFoundError:
        return False
    return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)


def _release(file: Path, descriptor: int) -> None:
    # While the lock is held, so that nobody can have taken it in between; Windows removes no open file.
    if sys.platform == "win32":
        os.close(descriptor)
        with suppress(OSError):
            file.unlink()
        return
    with suppress(OSError):
        file.unlink()
    os.close(descriptor)


def _busy(file: Path, what: Path, owner: bytes) -> UserError:
    who = owner.decode("ascii", "replace")
    named = f" (process {who})" if who.isdecimal() else ""
    return UserError(
        f"another run of vendorize{named} is writing {what}",
        hint=f"wait until it is done; if there is none, remove {file}",
    )
