"""Who asks whether a file is there (`exists`, `is_file`, `stat`) that the original has, and the release has not.

There is no audit event for such a question. All that Python code asks ends at a few functions of `os`, which the
standard library looks up there at each call (or of `os.path`, where these are compiled: on Windows): an object that
calls the function stands in for each. It is no function, so that in a class it stays what a built-in one is, no method;
and it is in the sets that have the function (`os.supports_fd`). Who took a function before the guard began is not seen:
that is Python itself, which looks for modules; nor is code in C.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from .frames import CLEAR, OWN, SHOWING, THIRD, Frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_FUNCTIONS = ("stat", "lstat", "access")
_COMPILED = ("exists", "lexists", "isfile", "isdir", "islink", "isjunction")
_SETS = ("supports_fd", "supports_dir_fd", "supports_effective_ids", "supports_follow_symlinks")
_RECORDS = os.sep + os.path.join("importlib", "metadata") + os.sep  # noqa: PTH118 - as in frames.py
_LINKS = frozenset({"realpath", "_joinrealpath", "_realpath"})
"""Functions of the standard library that ask where a path leads, not whether it is there."""
_abspath, _fsdecode, _fspath, _isabs, _stat = os.path.abspath, os.fsdecode, os.fspath, os.path.isabs, os.stat
_BUILTIN = type(os.getpid)
"""Bound now: tests replace what they find in modules."""


class Asking:
    """Hears of questions, and looks up what the release lacks."""

    def __init__(self, frames: Frames, settings: dict[str, Any]) -> None:
        self.frames = frames
        self.places: dict[str, str] = {base + os.sep: release for base, release in settings["places"]}
        """By folder of the tests' environment: the folder of the release that it stands for. Inner folders first."""
        self.bases = tuple(self.places)
        self.tops = frozenset(settings["tops"])
        """Top-level names of what was extracted: other things are there as they are installed."""
        self.file = settings["file"]
        self.lacking: dict[str, str] | None = None
        """By path below such a folder: the module to keep. Read when first wanted: few processes do."""
        self.answers: dict[str, tuple[str, str] | None] = {}

    def hear(self, given: Any) -> None:
        """Report released code that asks for a path that the release lacks."""
        try:
            path = given if type(given) is str else _fsdecode(_fspath(given))
            if not _isabs(path):
                path = _abspath(path)
            if path.startswith(self.bases):
                found = self.answers[path] if path in self.answers else self._answer(path)
                if found is not None:
                    frame = self._asker(sys._getframe(2))  # noqa: SLF001 - there is no public way to see who asks
                    if frame is not None:
                        self.frames.report(found[1], frame, computed=True, does=f"asks for {found[0]}")
        except (TypeError, ValueError):
            return  # the function itself refuses what is no path
        except Exception as error:  # noqa: BLE001 - the program must not notice that it is looked at
            self.frames.failed("asking", error)

    def _answer(self, path: str) -> tuple[str, str] | None:
        """Return a path's name and the module to keep for it; None for what the release has, or never had."""
        self.answers[path] = None
        clean = _abspath(path)
        base = next((base for base in self.bases if clean.startswith(base)), "")
        name = clean[len(base) :].replace(os.sep, "/")
        if not base or name.partition("/")[0] not in self.tops or _is_there(os.path.join(self.places[base], name)):  # noqa: PTH118
            return None
        if self.lacking is None:
            with open(self.file, encoding="utf-8") as stream:  # noqa: PTH123
                self.lacking = json.load(stream)
        module = self.lacking.get(name)
        self.answers[path] = (name, module) if module is not None else None
        return self.answers[path]

    def _asker(self, frame: FrameType | None) -> FrameType | None:
        """Return the code of the program that asks; None for tests, and for what decides nothing by the answer."""
        while frame is not None:
            kind = self.frames.kind(frame)
            if kind != CLEAR:
                return frame if kind in (OWN, THIRD) else None
            code = frame.f_code
            if code.co_name in _LINKS or _RECORDS in code.co_filename or code.co_filename.endswith(SHOWING):
                return None
            frame = frame.f_back
        return None


class Asked:
    """A function of the system that takes a path, and says so."""

    def __init__(self, function: Callable[..., Any], hear: Callable[[Any], None], module: str) -> None:
        self._function = function
        self._hear = hear
        self.__wrapped__ = function
        self.__name__ = self.__qualname__ = function.__name__
        self.__module__ = module
        self.__doc__ = function.__doc__

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Do what the function does; a path relative to a folder's handle, or a handle, is not looked at."""
        given = arguments[0] if arguments else keywords.get("path")
        if given.__class__ is not int and keywords.get("dir_fd") is None:
            self._hear(given)
        return self._function(*arguments, **keywords)

    def __repr__(self) -> str:
        return repr(self._function)

    def __reduce__(self) -> str:
        return self.__name__


def _is_there(path: str) -> bool:
    try:
        _stat(path)
    except OSError:
        return False
    return True


def listen(asking: Asking) -> None:
    """Begin, if there is anything to look at."""
    if not asking.tops:
        return
    for name in _FUNCTIONS:
        _replace(os, name, asking)
    for name in _COMPILED:
        if type(getattr(os.path, name, None)) is _BUILTIN:
            _replace(os.path, name, asking)


def _replace(owner: Any, name: str, asking: Asking) -> None:
    function = getattr(owner, name)
    asked = Asked(function, asking.hear, owner.__name__)
    for each in _SETS:
        members: set[Any] = getattr(os, each)
        if function in members:
            members.add(asked)
    setattr(owner, name, asked)
