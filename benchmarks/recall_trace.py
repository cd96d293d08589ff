"""Notes the functions that run. `recall.py` copies this file into the environment of the application under test.

A `.pth` file imports it in every interpreter that starts there, child processes included. What is found is appended to
one file at once, so that a process may end in any way. It runs on the application's Python: standard library only.

Every function of a watched folder is noted once for each way in that it is entered:
`app`     the nearest frame outside installed code and the standard library is the application's;
`tests`   that frame is something else (a test, a test tool);
`thread`  there is no such frame (the bottom of a thread, a finaliser);
`import`  on the way there stands the body of a module or class of installed code, which is being imported.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import CodeType, FrameType

    Call = tuple[str, int, str]

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib is slow to import everywhere)
_OPTIMIZED = 1
"""Flag of function code: bodies of modules and classes lack it."""
_WALKS = 3000
"""A function that was only ever entered from elsewhere is looked at that many times, so that hot ones stay quick."""
_CHAIN = 8
_open, _write, _close, _getframe = os.open, os.write, os.close, sys._getframe  # noqa: SLF001
_dumps = json.dumps
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
"""Bound now: tests replace what they find in modules."""


class Recorder:
    """Decides about each frame, and writes what is new."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.out = settings["out"]
        self.watched = frozenset(settings["watched"])
        self.stdlib = settings["stdlib"]
        self.app = tuple(settings["app"])
        self.tests = tuple(settings["tests"])
        self.keep: list[CodeType] = []
        self.done: set[int] = set()
        self.walks: dict[int, int] = {}
        self.noted: set[tuple[int, str, tuple[str, int] | None]] = set()

    def enter(self, frame: FrameType) -> bool:
        """Look at a frame that begins; give whether its code need not be looked at again."""
        code = frame.f_code
        key = id(code)
        if key in self.done:
            return True
        if code.co_filename not in self.watched:
            return self.finish(code)
        walks = self.walks[key] = self.walks.get(key, 0) + 1
        if walks == 1:
            self.keep.append(code)  # an id is only good for as long as its object lives
        way, chain, place = self.explain(frame)
        if (key, way, place) not in self.noted:
            self.noted.add((key, way, place))
            self.write(code, way, chain, place)
        if way == "app" or walks >= _WALKS:
            return self.finish(code)
        return False

    def finish(self, code: CodeType) -> bool:
        """Look at a code object never again."""
        self.keep.append(code)
        self.done.add(id(code))
        return True

    def explain(self, frame: FrameType) -> tuple[str, list[Call], tuple[str, int] | None]:
        """Give the way in, the nearest callers, and for imports the line that runs."""
        chain: list[Call] = []
        place = None
        back = frame.f_back
        while back is not None:
            code = back.f_code
            name = code.co_filename
            if len(chain) < _CHAIN and not name.startswith("<frozen"):
                chain.append((name, back.f_lineno, code.co_name))
            if name in self.watched:
                if place is None and not code.co_flags & _OPTIMIZED:
                    place = (name, back.f_lineno)
            elif name.endswith(".py") and not name.startswith(self.stdlib):  # other code has no file: templates, -c
                if place:
                    break
                app = name.startswith(self.app) and not name.startswith(self.tests)
                return ("app" if app else "tests"), chain, None
            back = back.f_back
        return ("import" if place else "thread"), chain, place

    def write(self, code: CodeType, way: str, chain: list[Call], place: tuple[str, int] | None) -> None:
        """Append one record; a single write of a line, so that processes do not mix theirs."""
        name = getattr(code, "co_qualname", code.co_name)
        function = bool(code.co_flags & _OPTIMIZED)
        line = _dumps([code.co_filename, code.co_firstlineno, name, function, way, place, chain]) + "\n"
        handle = _open(self.out, _FLAGS, 0o600)
        try:
            _write(handle, line.encode("utf-8"))
        finally:
            _close(handle)


def start(recorder: Recorder) -> None:
    """Watch all threads of this process."""
    if sys.version_info >= (3, 12):
        monitoring = sys.monitoring
        monitoring.use_tool_id(4, "vendorize-recall")

        def entered(_code: CodeType, _offset: int) -> object:
            return monitoring.DISABLE if recorder.enter(_getframe(1)) else None

        monitoring.register_callback(4, monitoring.events.PY_START, entered)
        monitoring.set_events(4, monitoring.events.PY_START)
        return

    done = recorder.done

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and id(frame.f_code) not in done:
            recorder.enter(frame)

    threading.setprofile(profile)
    sys.setprofile(profile)
    # Modules are gone at the very end, and finalisers that run then are none of the program's needs.
    atexit.register(sys.setprofile, None)


with open(os.path.join(_HERE, "vendorize_recall.json"), encoding="utf-8") as _file:  # noqa: PTH118, PTH123
    _settings = json.load(_file)

start(Recorder(_settings))


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:  # noqa: ANN401 (no pytest here)
    """Run one half of the tests, told apart by their names, when that is asked for (`-p vendorize_recall_trace`)."""
    half = _settings["half"]
    if half is None:
        return
    chosen = [item for item in items if zlib.crc32(item.nodeid.encode("utf-8")) % 2 == half]
    rest = [item for item in items if zlib.crc32(item.nodeid.encode("utf-8")) % 2 != half]
    config.hook.pytest_deselected(items=rest)
    items[:] = chosen
