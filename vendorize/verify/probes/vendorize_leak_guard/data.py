"""Files that only the overlay has: who opens data, and who lists a folder in which the release has less."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from .frames import OVERLAY, OWN, SHOWING, THIRD, Frames

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import FrameType

_abspath, _basename, _dirname, _fsdecode, _fspath = (
    *(os.path.abspath, os.path.basename, os.path.dirname),
    *(os.fsdecode, os.fspath),
)
"""Bound now: tests replace what they find in modules."""
_LISTINGS = frozenset({"os.listdir", "os.scandir"})
_FINDERS = "<frozen importlib"
"""Python itself lists folders to find modules: an import says by itself what it uses."""


class Data:
    """An audit hook (PEP 578): it sees the standard library open files, too."""

    def __init__(self, frames: Frames, files: Mapping[str, tuple[str, str]]) -> None:
        self.frames = frames
        self.files = files
        """By path: the file's name, and the module whose distribution brings it."""
        self.names = frozenset(map(_basename, files))
        self.folders = _folders(frames, files)
        """By path: a module that the release lacks there, or whose data it lacks."""

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Report released code that opens such a file, or lists such a folder."""
        if event != "open" and event not in _LISTINGS:
            return
        try:
            found = self._opened(arguments[0]) if event == "open" else self._listed(arguments[0])
            if found is not None:
                asking = sys._getframe(1)  # noqa: SLF001 - there is no public way to see who asks
                python = asking.f_code.co_filename.startswith(_FINDERS) and event != "open"
                kind, frame = self.frames.asker(asking)
                if frame is not None and kind in (OWN, THIRD) and not python and not _shows_lines(asking, frame):
                    self.frames.report(found[1], frame, computed=True, does=found[0])
        except Exception as error:  # noqa: BLE001 - the program must not notice that it is looked at
            self.frames.failed("data", error)

    def _opened(self, file: Any) -> tuple[str, str] | None:
        if isinstance(file, int):
            return None
        path = _fsdecode(_fspath(file))
        found = self.files.get(_abspath(path)) if _basename(path) in self.names else None
        return (f"opens {found[0]}", found[1]) if found is not None else None

    def _listed(self, folder: Any) -> tuple[str, str] | None:
        if isinstance(folder, int):
            return None
        path = _abspath(_fsdecode(_fspath(folder)) if folder is not None else ".")
        found = self.folders.get(path)
        return (f"lists {_basename(path)}/", found) if found is not None else None


def _shows_lines(frame: FrameType | None, program: FrameType) -> bool:
    """Tell whether the program has lines of code shown that is running: whose files these are is not its doing."""
    while frame is not None and frame is not program:
        if frame.f_code.co_filename.endswith(SHOWING):
            return True
        frame = frame.f_back
    return False


def _folders(frames: Frames, files: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Return the folders in which the release has less; not those on the search path, which Python's tools list."""
    lacking = {path: module for path, (_name, module) in files.items()}
    for path, source in frames.files.items():
        if source is not None and source.kind == OVERLAY:
            # A package is missed in the folder around it.
            lacking[_dirname(path) if _basename(path) == "__init__.py" else path] = source.name
    found: dict[str, str] = {}
    for path in sorted(lacking):
        found.setdefault(_dirname(path), lacking[path])
    return {folder: module for folder, module in found.items() if folder not in frames.roots}


def watch(data: Data) -> None:
    """Begin, if there is anything to look at."""
    if data.files or data.folders:
        sys.addaudithook(data.hear)
