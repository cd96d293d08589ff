"""Whose code a frame runs, and the report of a leak with its call path."""

from __future__ import annotations

import json
import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

OWN, THIRD, OVERLAY, CLEAR, OTHER = "own", "third", "overlay", "clear", "other"
"""First-party code, third-party code of the release, code that only the overlay has, code that only passes calls on
(the standard library, externals, generated code), and everybody else: tests and their tools."""
SHOWING = (os.sep + "traceback.py", os.sep + "warnings.py")
"""Modules of the standard library that read the files of code that runs, the tests' too, to show its lines."""
_MOST_FRAMES = 24
_STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep  # noqa: PTH120, PTH100
_PACKAGES = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)
_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep  # noqa: PTH120, PTH100
_PROBES = frozenset({"vendorize_pytest_probe", "vendorize_unittest_probe"})
"""Modules that only a test runner loads, in the process that it was started as."""
_open, _write, _close = os.open, os.write, os.close
_dumps = json.dumps
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
"""Bound now: tests replace what they find in modules."""


class GuardedModule:
    """One module file of the result that the tests run on."""

    __slots__ = ("added", "dropped", "kind", "members", "name", "names", "places")

    def __init__(self, name: str, kind: str, table: dict[str, Any]) -> None:
        self.name = name
        self.kind = kind
        self.names = frozenset(table.get("names", ()))
        self.members = {owner: frozenset(names) for owner, names in table.get("members", {}).items()}
        self.added = tuple((first, last) for first, last, _line, _column in table.get("added", ()))
        self.places = frozenset((line, column) for _first, _last, line, column in table.get("added", ()))
        self.dropped = {(line, column): frozenset(names) for line, column, names in table.get("dropped", ())}

    def at(self, line: int) -> str:
        """Return whose code stands on a line."""
        return OVERLAY if any(first <= line <= last for first, last in self.added) else self.kind


class Frames:
    """Knows the files of the result, and writes reports."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.report_file = settings["report"]
        self.roots = tuple(settings["roots"])
        self.by_values = bool(settings.get("by_values"))
        tables = settings["tables"]
        self.files: dict[str, GuardedModule | None] = {
            path: GuardedModule(name, kind, tables.get(path, {})) for path, (name, kind) in settings["files"].items()
        }
        self.seen: set[tuple[str, str, int]] = set()
        self.failures: set[str] = set()

    def source(self, path: object) -> GuardedModule | None:
        """Return what is known about a file; the same file may have several paths."""
        if not isinstance(path, str):
            return None
        try:
            return self.files[path]
        except KeyError:
            pass
        try:
            found = self.files.get(os.path.normcase(os.path.realpath(path))) if path.endswith(".py") else None
        except Exception:  # noqa: BLE001 - test tools forbid calls while an event loop runs, with errors of their own
            return None
        self.files[path] = found
        return found

    def kind(self, frame: FrameType) -> str:
        """Return whose code a frame runs."""
        path = frame.f_code.co_filename
        source = self.source(path)
        if source is not None:
            return source.at(frame.f_lineno)
        if not path.endswith(".py") or path.startswith(("<", _HERE)):
            # Generated code passes calls on, and so do templates that were compiled.
            return CLEAR
        inside = path.startswith(_STDLIB) and not any(part in path for part in _PACKAGES)
        return CLEAR if inside else OTHER

    def asker(self, frame: FrameType | None) -> tuple[str, FrameType | None]:
        """Return the nearest frame that does more than pass calls on, and whose it is; `clear` where none is left."""
        while frame is not None:
            kind = self.kind(frame)
            if kind != CLEAR:
                return kind, frame
            frame = frame.f_back
        return CLEAR, None

    def is_asked_by_tests(self, frame: FrameType | None) -> bool:
        """Tell whether third-party code looks up a name for somebody else than the program.

        It does so where a caller is a test, a test's tool or code of the overlay, before one is first-party code or
        the body of a module: that runs once, whoever imports it first. Where the result has the test runner itself,
        because a library imports it somewhere, the tool is what the process was started as.
        """
        runner = False
        while frame is not None:
            kind = self.kind(frame)
            if kind in (OTHER, OVERLAY):
                return True
            body = frame.f_code.co_name == "<module>"
            started = body and frame.f_globals.get("__name__") == "__main__" and not _PROBES.isdisjoint(sys.modules)
            if kind == OWN or (kind == THIRD and body and not started):
                return False
            runner = runner or started
            frame = frame.f_back
        return runner

    def is_served_to_tests(self, frame: FrameType | None) -> bool:
        """Tell whether third-party code runs for a lazy module that a test, or code of the overlay, asked for a name.

        What it reads is decided by that name, as with a computed one. Nobody else is between the two: where released
        code asks the module, it stands behind the read, and a body of a module runs once for all.
        """
        served = False
        while frame is not None:
            kind = self.kind(frame)
            serves = kind == THIRD and serves_module(frame)
            if served and kind != CLEAR and not serves:
                return kind in (OTHER, OVERLAY)
            if kind not in (THIRD, CLEAR) or frame.f_code.co_name == "<module>":
                return False
            served = served or serves
            frame = frame.f_back
        return False

    def report(self, symbol: str, frame: FrameType, *, computed: bool, does: str = "") -> None:
        """Write a leak at once.

        `computed` is a read whose name is not in the text of the reader, `does` what is done with files. Where
        values decided what stays, no read of third-party code that only a test leads to is one.
        """
        key = (symbol, frame.f_code.co_filename, frame.f_lineno)
        if key in self.seen:
            return
        if (computed or self.by_values or serves_module(frame)) and self.is_asked_by_tests(frame):
            return
        if self.is_served_to_tests(frame):
            return
        self.seen.add(key)
        path = self.path(frame)
        if does:
            path[0] = f"{path[0][:-1]}, {does})"
        self.write({"symbol": symbol, "path": path})

    def failed(self, check: str, error: Exception) -> None:
        """Write once that a check could not be made; how deep the program's own calls go is no fault of the guard."""
        if check not in self.failures and not isinstance(error, (RecursionError, MemoryError)):
            self.failures.add(check)
            self.write({"unguarded": check, "why": f"{type(error).__name__}: {error}"})

    def write(self, record: dict[str, Any]) -> None:
        """Append one line by a single write: processes do not mix theirs, and may end in any way."""
        handle = _open(self.report_file, _FLAGS, 0o600)
        try:
            _write(handle, (_dumps(record) + "\n").encode("utf-8"))
        finally:
            _close(handle)

    def path(self, frame: FrameType | None) -> list[str]:
        """Return the callers from the reader outwards to the test, the standard library left out."""
        found: list[str] = []
        while frame is not None and len(found) < _MOST_FRAMES:
            kind = self.kind(frame)
            if kind != CLEAR:
                found.append(self.place(frame))
            if kind == OTHER:
                break
            frame = frame.f_back
        return found

    def place(self, frame: FrameType) -> str:
        """Return `module.qualname (file:line)`."""
        code = frame.f_code
        source = self.source(code.co_filename)
        module = source.name if source is not None else str(frame.f_globals.get("__name__", "?"))
        name = getattr(code, "co_qualname", code.co_name)
        shown = module if name == "<module>" else f"{module}.{name}"
        file = code.co_filename
        for root in self.roots:
            if file.startswith(root + os.sep):
                file = file[len(root) + 1 :].replace(os.sep, "/")
                break
        return f"{shown} ({file}:{frame.f_lineno})"


def serves_module(frame: FrameType) -> bool:
    """Tell whether a frame runs `__getattr__` of a module (PEP 562), which takes the name alone, or of its class."""
    code = frame.f_code
    if code.co_name != "__getattr__":
        return False
    if code.co_argcount == 1:
        return True
    first = frame.f_locals.get(code.co_varnames[0]) if code.co_argcount == 2 else None  # noqa: PLR2004
    return issubclass(type(first), ModuleType)


def caller() -> FrameType:
    """Return the frame that calls a check."""
    return sys._getframe(2)  # noqa: SLF001 - there is no public way to see who calls
