"""Note which of some files are opened while a program runs (Python 3.8+).

An audit hook (PEP 578): it sees every way that Python opens files, in the standard library too, and changes nothing.
Settings: `files`, the paths, and `report`, the file that each is appended to once for each process.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
"""As in `typing`, which a process should load only if its program does."""
if TYPE_CHECKING:
    from typing import Any

_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
_open, _write, _close = os.open, os.write, os.close
_abspath, _basename, _fspath, _normcase = os.path.abspath, os.path.basename, os.fspath, os.path.normcase
"""Bound now: tests replace what they find in modules."""


class FileAudit:
    """Hears of files that are opened."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.report = settings["report"]
        self.files = {_normcase(path): path for path in settings["files"]}
        self.names = {_basename(path) for path in self.files}

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note a file when it is opened for the first time."""
        if event == "open":
            try:  # noqa: SIM105 - contextlib is slow to import everywhere
                self.look(arguments[0])
            except Exception:  # noqa: BLE001, S110 - the program must not notice that it is looked at
                pass

    def look(self, given: Any) -> None:
        """Write the path, if it is one of those."""
        if isinstance(given, int) or not self.files:
            return
        path = _fspath(given)
        path = path if isinstance(path, str) else os.fsdecode(path)
        # Most files have another name, and making a path whole is slow.
        if _normcase(_basename(path)) in self.names:
            found = self.files.pop(_normcase(_abspath(path)), None)
            if found is not None:
                handle = _open(self.report, _FLAGS, 0o600)
                try:
                    _write(handle, f"{json.dumps(found)}\n".encode())
                finally:
                    _close(handle)


def install(path: str) -> None:
    """Begin, with the settings in a file."""
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - the start of every process passes here
        opened = FileAudit(json.load(stream))
    if opened.files:
        sys.addaudithook(opened.hear)
