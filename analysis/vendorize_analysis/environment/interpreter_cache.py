"""Remember what an interpreter said about itself, as long as all that it looked at when it started is as it was.

Starting it takes as long as everything else of an analysis that is cached. What it says depends on its executable, on
`pyvenv.cfg`, on the folders of its path, on `.pth` files and the code that they run, on environment variables and on
the system. Files and folders are compared by identity, size and both times (the time of the last change of a file's
entry cannot be set back); the rest is in the key. Not seen: other files that start-up code of a `.pth` reads.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from typing import TYPE_CHECKING, Any, Final, Protocol

from vendorize_analysis.digests import blake2b
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Stamp = tuple[int, int, int, int] | None
"""Identity, size and times of a file or folder; None where there is none."""
_SETTLED: Final = 2_000_000_000
"""Nanoseconds; of what changed later than that, the next change may have the same times."""


class Memory(Protocol):
    """Remembers bytes under a key, perhaps."""

    def get(self, key: str) -> bytes | None:
        """Return what is stored under the key."""

    def put(self, key: str, value: bytes) -> None:
        """Store the value."""


def key_of(executable: Path, question: str, environ: Mapping[str, str]) -> str:
    """Return what the answer of an interpreter is stored under."""
    digest = blake2b(digest_size=16)
    try:
        here = os.getcwd()  # noqa: PTH109 - plain text
    except OSError:
        here = ""
    system = tuple(os.uname()) if hasattr(os, "uname") else tuple(sys.getwindowsversion())  # type: ignore[attr-defined,unused-ignore]
    for part in (question, str(executable), here, repr(system), repr(sorted(environ.items()))):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return f"interpreter-{digest.hexdigest()}"


def recall(memory: Memory, key: str) -> Any:  # noqa: ANN401 (what `remember` was given)
    """Return the earlier answer; None where it may be another one now."""
    stored = memory.get(key)
    if stored is None:
        return None
    answer, stamps = marshal.loads(stored)  # noqa: S302 (our own cache, checked by its sum)
    return answer if all(_stamp(path) == stamp for path, stamp in stamps) else None


def remember(
    memory: Memory,
    key: str,
    answer: Any,  # noqa: ANN401 (what `marshal` knows)
    watched: Iterable[str],
    asked: int,
) -> None:
    """Store an answer that was asked for at a time (in nanoseconds), unless something it depends on is too young."""
    stamps = [(path, _stamp(path)) for path in watched]
    if all(stamp is None or max(stamp[2:]) < asked - _SETTLED for _, stamp in stamps):
        memory.put(key, marshal.dumps((answer, stamps)))


def now() -> int:
    """Return the time in nanoseconds, as file systems note it."""
    return time.time_ns()


def _stamp(path: str) -> Stamp:
    asked_about(path)
    try:
        found = os.stat(path)  # noqa: PTH116 - asked for dozens of paths at each start
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
