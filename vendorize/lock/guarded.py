"""Which files of a project are read: regular ones, of a size that a tool would write, no links out of it."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from vendorize.emit.paths import inside
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 64 << 20


def is_readable(file: Path, root: Path) -> bool:
    """Tell whether a file of the project is there to be read.

    Raises `UserError` for a link out of the project, what is no regular file, and what is too long to be a lock.
    """
    if not file.is_symlink() and not file.exists():
        return False
    real = inside(file, root, file.name)
    found = real.stat()
    if not stat.S_ISREG(found.st_mode):
        raise UserError(f"{file}: no regular file", hint="remove it, or put the lock file there")
    if found.st_size > MOST_BYTES:
        raise UserError(f"{file}: {found.st_size:,} bytes are too many", hint="make the lock file anew")
    return True
