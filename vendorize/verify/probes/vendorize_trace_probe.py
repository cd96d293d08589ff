"""Note what runs: functions and bodies, compiled modules that are loaded, Python files that are opened (Python 3.8+).

Each process writes to files of its own in the folder `out`, through memory that the system keeps: what was noted stays
however the process ends, and a note costs no call of the system. A file is a line of JSON about the process, then a
line for each code object, `first line <tab> name <tab> file`, and for each compiled module, and each
Python file that is opened, one with line 0; zeros follow. A process that finds no room for another
file notes no more, and says so in the last byte of the one that it has.

Processes that Python starts without reading PYTHONPATH (`-I`, `-E`, an emptied environment) or without `site` (`-S`)
are not seen.
"""

from __future__ import annotations

import _imp
import json
import mmap
import os
import sys
from _thread import RLock
from itertools import count

from vendorize_watching import Watcher  # type: ignore[import-not-found,unused-ignore]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

ROOM = 1 << 18
"""Bytes of a file."""
LOST = b"!"
LAPSED = b"lapsed"
"""A line of a process in which nothing was noted for a time."""
OPENED = "<file>"
"""What stands in the place of a name for a file that was opened."""
_getpid, _open, _write, _close, _join = os.getpid, os.open, os.write, os.close, os.path.join
_map = mmap.mmap
_getframe = sys._getframe  # noqa: SLF001
_abspath, _fsdecode = os.path.abspath, os.fsdecode
"""Bound now: tests replace what they find in modules."""
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_PACKAGES = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)
_MOST_TRIES = 10_000


class Notes:
    """What is noted, in the files of this process."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.library = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120
        self.head = (json.dumps(describe()) + "\n").encode("ascii")
        self.begin()

    def begin(self) -> None:
        """Begin files of our own: at the start, and in the child of a fork."""
        self.process = _getpid()
        self.lock = RLock()
        self.memory: mmap.mmap | None = None
        self.at = 0
        self.full = False
        self.opened: set[str] = set()
        self.waiting: list[bytes] = []
        self.writing = False

    def enter(self, frame: FrameType) -> bool:
        """Note the code of a frame; it need not be looked at again."""
        code = frame.f_code
        if not self.is_standard(code.co_filename):  # the standard library stays as it is, and a note is not free
            self.note(code.co_firstlineno, getattr(code, "co_qualname", code.co_name), code.co_filename)
        return True

    def is_standard(self, name: str) -> bool:
        """Tell whether a file is the standard library's, or none."""
        return name[:1] == "<" or (name.startswith(self.library) and not any(part in name for part in _PACKAGES))

    def note(self, number: int, called: str, name: str) -> None:
        """Note what begins on a line of a file."""
        line = f"{number}\t{called}\t{name}\n".encode("utf-8", "surrogatepass")
        if self.process != _getpid():
            self.begin()
        self.waiting.append(line)
        with self.lock:
            self.write()

    def write(self) -> None:
        """Write what waits; a handler of signals may run, or raise, between two steps, and note something itself."""
        while self.waiting and not self.writing:
            self.writing = True
            try:
                while self.waiting:
                    self.append(self.waiting[0])
                    del self.waiting[0]
            finally:
                self.writing = False

    def lapsed(self) -> None:
        """Note that there was a time in which nothing was noted."""
        self.waiting.append(LAPSED + b"\n")
        with self.lock:
            self.write()

    def compiled(self, spec: object) -> None:
        """Note a compiled module, by its specification."""
        name = getattr(spec, "origin", None)
        if type(name) is str and not self.is_standard(name):
            self.note(0, "<module>", name)

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        """Note a Python file that is opened: whoever reads it may send it to another interpreter. Raises nothing."""
        if event != "open":
            return
        name = arguments[0]
        if type(name) is bytes:
            name = _fsdecode(name)
        if type(name) is not str or name[-3:] != ".py" or name in self.opened or is_import(_getframe().f_back):
            return
        try:
            place = _abspath(name)
            if is_own_import(_getframe().f_back, place):
                return
            self.opened.add(name)
            if not self.is_standard(place):
                self.note(0, OPENED, place)
        except Exception:  # noqa: BLE001, S110 - an error here would be one of the program's own call
            pass

    def append(self, line: bytes) -> None:
        """Write a line behind the others, into another file where this one is full."""
        if self.full or len(line) + len(self.head) >= ROOM:
            return
        end = self.at + len(line)
        if self.memory is None or end >= ROOM:
            before = self.memory
            self.memory = self.another()
            if self.memory is None:
                self.full = True
                if before is not None:
                    before[ROOM - 1 : ROOM] = LOST
                return
            end = self.at + len(line)
        self.memory[self.at : end] = line
        self.at = end

    def another(self) -> mmap.mmap | None:
        """Return the memory of a new file that begins with what is said of the process; None where there is no room.

        Its bytes are written first: memory of a file without room on the disk would end the program with a signal.
        """
        try:
            handle = self.create()
        except OSError:
            return None
        try:
            content = self.head + bytes(ROOM - len(self.head))
            if _write(handle, content) != ROOM:
                return None
            self.at = len(self.head)
            return _map(handle, ROOM)
        except (OSError, ValueError):
            return None
        finally:
            _close(handle)

    def create(self) -> int:
        """Create a file that no other process has; numbers of processes come again."""
        for number in count():
            try:
                return _open(_join(self.folder, f"{self.process}-{number}"), _FLAGS, 0o600)
            except FileExistsError:
                if number > _MOST_TRIES:
                    raise
        raise AssertionError


def describe() -> dict[str, object]:
    """Return what is to be known of this process."""
    return {
        "python": ".".join(map(str, sys.version_info[:3])),
        "platform": sys.platform,
        "library": os.path.dirname(os.__file__),  # noqa: PTH120
        "path": [os.path.abspath(entry) for entry in sys.path],  # noqa: PTH100
    }


def is_import(frame: FrameType | None) -> bool:
    """Tell whether a file is opened to be run as a module, or as the program, which is noted as that.

    Nobody's frame is below the interpreter, which opens the program; before that it asks whether that is a zip file.
    """
    if frame is None or frame.f_code.co_filename == "<frozen zipimport>":
        return True
    for name in ("get_data", "get_code", "exec_module"):
        code = frame.f_code if frame is not None else None
        if code is None or code.co_name != name or not code.co_filename.startswith("<frozen importlib"):
            return False
        frame = frame.f_back  # type: ignore[union-attr]
    return True


def is_own_import(frame: FrameType | None, place: str) -> bool:
    """Tell whether an import hook opens the file of the module that is imported, before anything of it runs.

    Test runners rewrite modules as they load them: what the hook makes of the text runs here, and is noted as that.
    """
    while frame is not None and frame.f_code.co_filename != place:
        code = frame.f_code
        if code.co_name == "_load_unlocked" and code.co_filename.startswith("<frozen importlib"):
            return getattr(frame.f_locals.get("spec"), "origin", None) == place
        frame = frame.f_back
    return False


def watch_compiled(notes: Notes) -> None:
    """Note compiled modules before they are loaded, whoever imports them, and those that are loaded by now.

    All ways of importing one end at this function, those of compiled code too.
    """
    create: Any = _imp.create_dynamic

    def create_dynamic(spec: Any, *more: Any) -> Any:
        notes.compiled(spec)
        return create(spec, *more)

    for module in list(sys.modules.values()):
        spec = getattr(module, "__spec__", None)
        if type(getattr(spec, "loader", None)).__name__ == "ExtensionFileLoader":
            notes.compiled(spec)
    _imp.create_dynamic = create_dynamic  # type: ignore[assignment,unused-ignore]


def install(path: str) -> None:
    """Begin, with the settings in a file."""
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - the start of every process passes here
        settings = json.load(stream)
    notes = Notes(settings["out"])
    watch_compiled(notes)
    sys.addaudithook(notes.audit)
    Watcher(notes.enter, notes.lapsed).start("vendorize-trace")
