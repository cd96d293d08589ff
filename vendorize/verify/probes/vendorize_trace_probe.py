"""Note every function and body that runs, once (Python 3.8+).

Each process writes to files of its own in the folder `out`, through memory that the system keeps: what was noted stays
however the process ends, and a note costs no call of the system. A file is a line of JSON about the process, then a
line for each code object, `first line <tab> name <tab> file`; zeros follow. A process that finds no room for another
file notes no more, and says so in the last byte of the one that it has.

Processes that Python starts without reading PYTHONPATH (`-I`, `-E`, an emptied environment) or without `site` (`-S`)
are not seen.
"""

from __future__ import annotations

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

ROOM = 1 << 18
"""Bytes of a file."""
LOST = b"!"
_getpid, _open, _write, _close, _join = os.getpid, os.open, os.write, os.close, os.path.join
_map = mmap.mmap
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

    def enter(self, frame: FrameType) -> bool:
        """Note the code of a frame; it need not be looked at again."""
        code = frame.f_code
        name = code.co_filename
        if name[:1] == "<" or (name.startswith(self.library) and not any(part in name for part in _PACKAGES)):
            return True  # the standard library stays as it is: a note for each of its functions is not free
        called = getattr(code, "co_qualname", code.co_name)
        line = f"{code.co_firstlineno}\t{called}\t{name}\n".encode("utf-8", "surrogatepass")
        if self.process != _getpid():
            self.begin()
        with self.lock:
            self.append(line)
        return True

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


def install(path: str) -> None:
    """Begin, with the settings in a file."""
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - the start of every process passes here
        settings = json.load(stream)
    Watcher(Notes(settings["out"]).enter).start("vendorize-trace")
