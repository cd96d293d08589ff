"""Data files that only the overlay has: who opens them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from .frames import OWN, THIRD, Frames

if TYPE_CHECKING:
    from collections.abc import Mapping

_abspath, _basename, _fsdecode, _fspath = os.path.abspath, os.path.basename, os.fsdecode, os.fspath
"""Bound now: tests replace what they find in modules."""


class Data:
    """An audit hook (PEP 578): it sees the standard library open files, too."""

    def __init__(self, frames: Frames, files: Mapping[str, tuple[str, str]]) -> None:
        self.frames = frames
        self.files = files
        """By path: the file's name, and the module whose distribution brings it."""
        self.names = frozenset(map(_basename, files))

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Report released code that opens such a file."""
        if event != "open" or isinstance(arguments[0], int):
            return
        try:
            path = _fsdecode(_fspath(arguments[0]))
            found = self.files.get(_abspath(path)) if _basename(path) in self.names else None
            if found is not None:
                kind, frame = self.frames.asker(sys._getframe(1))  # noqa: SLF001 - there is no public way to see who asks
                if frame is not None and kind in (OWN, THIRD):
                    self.frames.report(found[1], frame, computed=True, opens=found[0])
        except Exception as error:  # noqa: BLE001 - the program must not notice that it is looked at
            self.frames.failed("data", error)


def watch(data: Data) -> None:
    """Begin, if there is anything to look at."""
    if data.files:
        sys.addaudithook(data.hear)
