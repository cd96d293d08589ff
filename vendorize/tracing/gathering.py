"""Read what traced processes have noted; a process may have ended, or still be writing."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOST = b"!"
"""In the last byte of a file: no further one could be made."""
_LAPSED = b"lapsed"
"""A line of a process in which nothing was noted for a time."""
_PATIENCE = 1.0
"""Seconds that helpers of a command (multiprocessing's resource tracker) have to end after it."""
_STEP = 0.02


class Note(NamedTuple):
    """A code object that ran."""

    file: str
    line: int
    """First line, decorators included."""
    name: str
    """Qualified from Python 3.11 on."""


class Process(NamedTuple):
    """What one file of notes says of its process."""

    process: int
    python: str
    platform: str
    library: str
    """Folder of the standard library."""
    path: tuple[str, ...]
    """`sys.path` at the start, absolute."""


class Gathered(NamedTuple):
    """The notes of all processes."""

    processes: frozenset[Process]
    notes: frozenset[tuple[Note, bool]]
    """Each with whether its name is qualified."""
    lost: int
    """Processes that could not note all."""
    lapsed: int
    """Processes in which nothing was noted for a time."""


def gather(folder: Path) -> Gathered:
    """Return what is noted in a folder; what is no note is passed over."""
    processes: set[Process] = set()
    notes: set[tuple[Note, bool]] = set()
    lost: set[int] = set()
    lapsed: set[int] = set()
    for file in sorted(folder.iterdir()):
        data = file.read_bytes()
        head, *lines = data.rstrip(LOST + b"\0").split(b"\n")
        process = _process(file.name, head)
        if process is None:
            continue
        processes.add(process)
        if data.endswith(LOST):
            lost.add(process.process)
        if _LAPSED in lines:
            lapsed.add(process.process)
        qualified = _is_qualified(process.python)
        notes.update((note, qualified) for note in _notes(lines))
    return Gathered(frozenset(processes), frozenset(notes), len(lost), len(lapsed))


def still_running(folder: Path) -> tuple[int, ...]:
    """Return the numbers of traced processes that are still there a moment after the command."""
    if sys.platform == "win32":  # there `kill` asks nothing, but ends
        return ()
    numbers = {int(file.name.partition("-")[0]) for file in folder.iterdir()}
    deadline = time.monotonic() + _PATIENCE
    while (there := tuple(sorted(filter(_is_there, numbers)))) and time.monotonic() < deadline:
        time.sleep(_STEP)
    return there


def _is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except OSError:
        return False
    return True


def _process(name: str, head: bytes) -> Process | None:
    try:
        said: dict[str, Any] = json.loads(head)
        number = int(name.partition("-")[0])
        return Process(number, said["python"], said["platform"], said["library"], tuple(said["path"]))
    except (ValueError, KeyError, TypeError):
        return None


def _is_qualified(python: str) -> bool:
    """Tell whether code objects of this Python know their qualified name (3.11, `co_qualname`)."""
    major, minor = python.split(".")[:2]
    return (int(major), int(minor)) >= (3, 11)


def _notes(lines: list[bytes]) -> Iterator[Note]:
    for raw in lines:
        line, _, rest = raw.decode("utf-8", "surrogatepass").partition("\t")
        name, _, file = rest.partition("\t")
        if line.isdecimal() and name and file:
            yield Note(file, int(line), name)
