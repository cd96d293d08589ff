"""Open regular files only: a pipe would wait for a writer, and a device might never end.

Python raises an audit event (PEP 578) wherever a file is opened or a folder listed, but none where a path is only asked
about (`stat`). `asked_about` raises ours, so that who listens knows all that an answer depends on.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

ASKED_ABOUT: Final = "vendorize.asked_about"
"""Audit event; its arguments are a path, and whether something is there (None where nobody has looked)."""
READ_AS_SOURCE: Final = "vendorize.read_as_source"
"""Audit event; its arguments are the path of a file that is read next, and whether it is asked which names of files
and tests its texts end with. All that is asked of it is in its facts (`facts.py`)."""
SEARCH_PATH_SIGNS: Final = (b"sys.path", b"addsitedir")
"""Text without one of these puts nothing on the search path."""
NAMES_TESTS: Final = re.compile(rb"['\"./\\]tests?['\"./\\]")
"""How code names a folder of tests."""
_EXTRA = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def regular(path: str, flags: int) -> int:
    """Return a descriptor of a regular file: the `opener` of `open`. Raises `OSError` for anything else."""
    descriptor = os.open(path, flags | _EXTRA)
    try:
        is_regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
    except OSError:
        os.close(descriptor)
        raise
    if not is_regular:
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no regular file", path)
    return descriptor


def read_bytes(path: Path | str) -> bytes:
    """Return the content of a regular file. Raises `OSError` for anything else, and where it cannot be read."""
    with open(path, "rb", opener=regular) as stream:
        return stream.read()


def read_as_source(path: Path, *, for_endings: bool = False) -> bytes:
    """Return the content of a file as `read_bytes` does, and tell whoever listens that it is read for its facts."""
    sys.audit(READ_AS_SOURCE, path, for_endings)
    return read_bytes(path)


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a table of JSON (`object_pairs_hook`); raises `ValueError` for one with a key twice.

    Of such a table other tools read something else: which of the two is meant is not known.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a table has one key twice")
    return found


def asked_about(*paths: Path | str, found: bool | None = None) -> None:
    """Tell whoever listens that an answer depends on whether these are there, and what they are.

    `found` says that they are there, or are not, where that is known already.
    """
    for path in paths:
        sys.audit(ASKED_ABOUT, path, found)
