"""Notes which tests run which function and open which file. `mutation.py` copies it into the result's environment.

A `.pth` file imports it in every interpreter that starts there. pytest names the running test in a variable of the
environment, which child processes inherit. What is found is appended to one file at once. Standard library only.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from vendorize_leak_guard.frames import OWN, THIRD, Frames, serves_module

if TYPE_CHECKING:
    from types import CodeType, FrameType

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib is slow to import everywhere)
_TESTS = 8
"""So many tests are noted for each function; then it is not looked at again, which keeps hot ones quick."""
_VARIABLE = "PYTEST_CURRENT_TEST"
_environ, _getframe = os.environ, sys._getframe  # noqa: SLF001
_FUNCTION = 1
"""Flag of function code: bodies of modules and classes lack it."""


class Recorder:
    """Decides about each frame, and writes what is new."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.frames = Frames({**settings["guard"], "report": settings["out"]})
        self.data = frozenset(settings["data"])
        self.tests: dict[object, set[str]] = {}
        self.keep: list[CodeType] = []
        self.done: set[int] = set()

    def enter(self, frame: FrameType) -> None:
        """Look at a frame that begins."""
        code = frame.f_code
        source = self.frames.source(code.co_filename)
        if source is None or source.kind != THIRD or not code.co_flags & _FUNCTION:
            self.finish(code)
            return
        record = {"file": code.co_filename, "line": code.co_firstlineno, "reader": self.reader(frame)}
        if self.note(id(code), record):
            self.finish(code)

    def reader(self, frame: FrameType) -> tuple[str, int] | None:
        """Return the place of the call, where the caller is released code that says the function's name."""
        name, back = frame.f_code.co_name, frame.f_back
        if back is None or self.frames.kind(back) not in (OWN, THIRD) or name not in back.f_code.co_names:
            return None
        return back.f_code.co_filename, back.f_lineno

    def note(self, key: object, record: dict[str, Any]) -> bool:
        """Write a record for the running test, unless it is known; give whether there are enough."""
        test = _environ.get(_VARIABLE, "").rpartition(" (")[0]
        tests = self.tests.setdefault(key, set())
        mark = f"{test} {record['reader'][0]}" if record.get("reader") else test
        if mark not in tests:
            tests.add(mark)
            self.frames.write({**record, "test": test})
        return len(tests) >= _TESTS

    def finish(self, code: CodeType) -> None:
        """Look at a code object never again; an id is only good for as long as its object lives."""
        self.keep.append(code)
        self.done.add(id(code))

    def opened(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear of a file that the program opens; test tools read the metadata of all that is installed."""
        if event == "open" and arguments[0] in self.data:
            asker, _frame = self.frames.asker(_getframe(1))
            if asker in (OWN, THIRD):
                self.note(arguments[0], {"file": arguments[0], "line": 0})


def start(recorder: Recorder) -> None:
    """Watch all threads of this process."""
    done = recorder.done

    def profile(frame: FrameType, event: str, argument: object) -> None:
        if id(frame.f_code) in done:
            return
        if serves_module(frame.f_code):
            # Every import asks for `__path__`; that this was refused is no use of the function.
            if event == "return" and argument is not None:
                recorder.enter(frame)
        elif event == "call":
            recorder.enter(frame)

    threading.setprofile(profile)
    sys.setprofile(profile)
    sys.addaudithook(recorder.opened)


with open(os.path.join(_HERE, "mutation_trace.json"), encoding="utf-8") as _file:  # noqa: PTH118, PTH123
    start(Recorder(json.load(_file)))
