"""Run a command in a process group of its own, and leave no process of it behind."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.ending import end_group, end_strays, heed, held, start, wait

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_OUTPUT_LIMIT = 1_000_000
_INTERVAL = 0.2
PROBES = "vendorize.verify.probes"
"""Package of the standalone modules that are copied to where they run."""
TIMED_OUT = 124
"""Exit code of a command that was stopped, as timeout(1) gives it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command runs."""

    cwd: Path
    variables: Mapping[str, str]
    scratch: Path
    """An existing folder for its output; not the one it works in."""
    timeout: float
    launcher: tuple[str, ...] = ()
    """Words that start the command in isolation."""
    watch: Callable[[], None] | None = None
    """Called several times a second while the command runs."""
    found: Callable[[str], None] | None = None
    """Told `number: command line` of each process that left the group and was still there."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended."""

    exit_code: int
    stdout: str
    stderr: str
    seconds: float
    timed_out: bool
    files: tuple[Path, ...] = ()
    """Both outputs in full, where the texts are only their ends."""


def run_child(command: Sequence[str], place: Place) -> Finished:
    """Run a command to its end or the time limit; what it started ends with it, in other sessions where it is seen.

    Output goes to files: a stray grandchild that holds a pipe open would keep us waiting for ever.
    """
    out, err = place.scratch / "stdout", place.scratch / "stderr"
    started = time.perf_counter()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        streams = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": stderr}
        heed()
        process = None
        try:
            with held():
                process = start([*place.launcher, *command], cwd=place.cwd, variables=place.variables, **streams)
            timed_out = not _wait(process, place)
        finally:
            with held():
                _end(process, place)
    seconds = time.perf_counter() - started
    code = TIMED_OUT if timed_out else process.returncode
    long = any(path.stat().st_size > _OUTPUT_LIMIT for path in (out, err))
    return Finished(code, _read_end(out), _read_end(err), seconds, timed_out, (out, err) if long else ())


def _end(process: subprocess.Popen[bytes] | None, place: Place) -> None:
    """End a child with its group, and then what has left that."""
    if process is not None:
        end_group(process)
    for stray in end_strays(0 if process is None else process.pid):
        if place.found is not None:
            place.found(stray)


def _wait(process: subprocess.Popen[bytes], place: Place) -> bool:
    """Wait for the end, and tell whether it came in time."""
    deadline = time.monotonic() + place.timeout
    while (left := deadline - time.monotonic()) > 0:
        if wait(process, min(left, _INTERVAL)):
            return True
        heed()
        if place.watch is not None:
            place.watch()
    return process.poll() is not None


def _read_end(path: Path) -> str:
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _OUTPUT_LIMIT))
        return stream.read().decode("utf-8", errors="replace")
