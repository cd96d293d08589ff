"""Note which third-party functions run, and who calls them (Python 3.8+).

Our `sitecustomize` or a `.pth` line installs this in every Python process under test, children included.
What is found is appended to one file at once, so that a process may end in any way. Settings:

`out`      the file to append to
`watched`  for each third-party source file the ranges of lines to look at; other code there is not noted, nor is the
           module itself unless a range begins with 0
`through`  false: a function is noted once for each caller outside the standard library, the nearest one;
           true: callers in watched files are passed over as well, and it is noted once for each kind of caller
`stdlib`, `app`, `tests`  beginnings of paths; tests win over the application

Kinds of callers: `app`; `tests` (also test tools, and whatever else has a file); `third` (watched code); `import` (only
with `through`: on the way stands the body of a module or class of watched code, which is being imported); `thread`
(there is none: the bottom of a thread, a finaliser).

Processes that Python starts without reading PYTHONPATH (`-I`, `-E`, an emptied environment) are not seen.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from vendorize_watching import Watcher  # type: ignore[import-not-found,unused-ignore]

if TYPE_CHECKING:
    from types import CodeType, FrameType

    Call = tuple[str, int, str, int]

_OPTIMIZED = 1
"""Flag of function code: bodies of modules and classes lack it."""
_WALKS = 3000
"""A function is looked at that many times for another kind of caller, so that hot ones stay quick."""
_CHAIN = 8
_PACKAGES = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)
_CASE = os.path.join("unittest", "case.py")  # noqa: PTH118
_open, _write, _close = os.open, os.write, os.close
_dumps, _realpath, _environ = json.dumps, os.path.realpath, os.environ
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
"""Bound now: tests replace what they find in modules."""


class Recorder:
    """Decides about each frame, and writes what is new."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.out = settings["out"]
        self.watched: dict[str, list[list[int]]] = settings["watched"]
        self.through = settings["through"]
        self.stdlib = tuple(settings["stdlib"])
        self.app = tuple(settings["app"])
        self.tests = tuple(settings["tests"])
        self.kinds: dict[str, str] = {}
        self.keep: list[CodeType] = []
        self.walks: dict[int, int] = {}
        self.noted: set[tuple[object, ...]] = set()

    def enter(self, frame: FrameType) -> bool:
        """Look at a frame that begins; give whether its code need not be looked at again."""
        code = frame.f_code
        key = id(code)
        if not self.is_wanted(code):
            return True
        walks = self.walks[key] = self.walks.get(key, 0) + 1
        if walks == 1:
            self.keep.append(code)  # an id is only good for as long as its object lives
        way, chain, place = self.explain(frame)
        caller = () if self.through or not chain else (chain[-1][0], chain[-1][3])
        found = (key, way, place, caller)
        if found not in self.noted:
            self.noted.add(found)
            self.write(frame, way, chain, place)
        return (self.through and way == "app") or walks >= _WALKS

    def is_wanted(self, code: CodeType) -> bool:
        """Tell whether code stands in lines that are looked at; bodies of classes are not."""
        if self.kind(code.co_filename) != "third":
            return False
        is_function = bool(code.co_flags & _OPTIMIZED)
        if not is_function and code.co_name != "<module>":
            return False
        ranges = self.watched[_real(code.co_filename)]
        line = code.co_firstlineno if is_function else 0
        return any(first <= line <= last for first, last in ranges)

    def kind(self, name: str) -> str:
        """Tell what a file is: `third`, `stdlib`, `app`, `tests`, or nothing for code without a file."""
        found = self.kinds.get(name)
        if found is None:
            found = self.kinds[name] = self.judge(name)
        return found

    def judge(self, name: str) -> str:
        """Work out what a file is."""
        if name.startswith("<frozen"):
            return "stdlib"
        if _real(name) in self.watched:
            return "third"
        if not name.endswith(".py"):  # templates, -c
            return ""
        if name.startswith(self.stdlib) and not any(part in name for part in _PACKAGES):
            return "stdlib"
        return "app" if name.startswith(self.app) and not name.startswith(self.tests) else "tests"

    def explain(self, frame: FrameType) -> tuple[str, list[Call], tuple[str, int] | None]:
        """Return the kind of caller, the nearest frames up to it, and the line of the body that is being executed."""
        chain: list[Call] = []
        place = None
        back = frame.f_back
        while back is not None:
            code = back.f_code
            name = code.co_filename
            kind = self.kind(name)
            if not name.startswith("<frozen") and (len(chain) < _CHAIN or not self.through):
                chain.append((name, back.f_lineno, code.co_name, code.co_firstlineno))
            if kind == "third":
                if place is None and not code.co_flags & _OPTIMIZED:
                    place = (name, back.f_lineno)
                if not self.through:
                    return "third", chain, place
            elif kind in ("app", "tests"):
                return (kind, chain, None) if place is None else ("import", chain, place)
            back = back.f_back
        return ("thread" if place is None else "import"), chain, place

    def write(self, frame: FrameType, way: str, chain: list[Call], place: tuple[str, int] | None) -> None:
        """Append one record; a single write of a line, so that processes do not mix theirs."""
        code = frame.f_code
        record = {
            "file": code.co_filename,
            "line": code.co_firstlineno,
            "name": getattr(code, "co_qualname", code.co_name),
            "function": bool(code.co_flags & _OPTIMIZED),
            "way": way,
            "place": place,
            "chain": chain if self.through else chain[-_CHAIN:],
            "test": self.test(frame),
        }
        handle = _open(self.out, _FLAGS, 0o600)
        try:
            _write(handle, (_dumps(record) + "\n").encode("utf-8"))
        finally:
            _close(handle)

    def test(self, frame: FrameType) -> str:
        """Name the test that runs (child processes of pytest inherit it), else the outermost file of tests."""
        named = _environ.get("PYTEST_CURRENT_TEST", "")
        if named:
            return named.rpartition(" ")[0] or named
        outermost = ""
        back: FrameType | None = frame
        while back is not None:
            name = back.f_code.co_filename
            if name.endswith(_CASE) and back.f_code.co_name == "run":
                return _unittest_id(back)
            if name.startswith(self.tests):
                outermost = name
            back = back.f_back
        return outermost


def start(recorder: Recorder) -> None:
    """Watch all threads of this process."""
    Watcher(recorder.enter).start("vendorize-learn")


def _real(name: str) -> str:
    """Return a file without symbolic links; whatever tests make of the file system."""
    try:
        return _realpath(name)
    except (OSError, ValueError):
        return name


def _unittest_id(frame: FrameType) -> str:
    try:
        return str(frame.f_locals["self"].id())
    except Exception:  # noqa: BLE001 - a test case may do what it likes
        return ""


def install(path: str) -> None:
    """Begin, with the settings in a file."""
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - the start of every process passes here
        start(Recorder(json.load(stream)))
