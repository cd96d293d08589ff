"""Say to a process that outlives us what ends when we do: process groups and temporary folders.

When we die in whatever way, the pipe to it ends, and it clears what is left (`guardian.py`).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
import threading
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.ending import guardian

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = secrets.token_hex(8)


class _Guardian:
    """The process, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def tell(self, text: str) -> None:
        """Write a line to the process; without it, what we started still ends with us where we are not killed."""
        with self._lock, contextlib.suppress(OSError):
            if self._process is None:
                self._process = _start()
                atexit.register(self.stop)
            self._process.stdin.write(f"{text}\n".encode("utf-8", "surrogateescape"))  # type: ignore[union-attr]

    def stop(self) -> None:
        """End the process, with what it still watches."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()


def _start() -> subprocess.Popen[bytes]:
    text = resources.files(__package__).joinpath("guardian.py").read_text(encoding="utf-8")
    return subprocess.Popen(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-I", "-S", "-c", text, _MARK],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


_GUARDIAN = _Guardian()
_GROUPS: set[int] = set()


def watch(group: int) -> None:
    """Let a process group end with us, even if we are killed."""
    _GROUPS.add(group)
    _GUARDIAN.tell(f"+group {group}")


def forget(group: int) -> None:
    """Leave a group alone from now on; to be called before its number can be given to another."""
    _GROUPS.discard(group)
    _GUARDIAN.tell(f"-group {group}")


def marks() -> dict[str, str]:
    """Return the variable that every process of this run must have in its environment."""
    outer = os.environ.get(guardian.MARKED, "")
    return {guardian.MARKED: f"{outer}.{_MARK}" if outer else _MARK}


def end_strays(ended: int = 0) -> list[str]:
    """End the processes of this run that have left their group, and return `number: command line` of each.

    Members of the group `ended` are being ended already. What another thread has started counts as well.
    """
    return guardian.end_marked(_MARK, frozenset({*_GROUPS, ended}))


@contextlib.contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Make a folder for temporary files, and remove it at the end, even if we are killed; raises `OSError`."""
    folder = _made(prefix)
    try:
        yield folder
    finally:
        # What cannot be removed now, or only in part, goes when we have ended.
        if guardian.remove(str(folder)):
            _GUARDIAN.tell(f"-folder {folder}")


def _made(prefix: str) -> Path:
    """Return a new folder, which the process has heard of before it is there."""
    # Children run elsewhere, and so does who removes it.
    parent = Path(tempfile.gettempdir()).resolve()
    while True:
        # Short: names of sockets below it have a limit.
        folder = parent / f"{prefix}{secrets.token_hex(4)}"
        _GUARDIAN.tell(f"+folder {folder}")
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            _GUARDIAN.tell(f"-folder {folder}")
            if isinstance(error, FileExistsError):
                continue
            raise
        return folder
