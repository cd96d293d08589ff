"""Run a command in a process group of its own, and leave no process of it behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vendorize.verify.guardian import forget, watch

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
    """Run a command to its end or the time limit; what it started in its group ends with it.

    Output goes to files: a stray grandchild that holds a pipe open would keep us waiting for ever.
    """
    out, err = place.scratch / "stdout", place.scratch / "stderr"
    started = time.perf_counter()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = _start(command, place, (stdout.fileno(), stderr.fileno()))
        try:
            watch(process.pid)
            timed_out = not _wait(process, place)
        finally:
            end_group(process)
    seconds = time.perf_counter() - started
    code = TIMED_OUT if timed_out else process.returncode
    long = any(path.stat().st_size > _OUTPUT_LIMIT for path in (out, err))
    return Finished(code, _read_end(out), _read_end(err), seconds, timed_out, (out, err) if long else ())


def _wait(process: subprocess.Popen[bytes], place: Place) -> bool:
    """Wait for the end, and tell whether it came in time."""
    deadline = time.monotonic() + place.timeout
    while (left := deadline - time.monotonic()) > 0:
        try:
            process.wait(timeout=left if place.watch is None else min(left, _INTERVAL))
        except subprocess.TimeoutExpired:
            if place.watch is not None:
                place.watch()
        else:
            return True
    return process.poll() is not None


def _start(command: Sequence[str], place: Place, outputs: tuple[int, int]) -> subprocess.Popen[bytes]:
    stdout, stderr = outputs
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(  # noqa: S603 - the user's own test command, no shell
        [*place.launcher, *command],
        cwd=place.cwd,
        env=dict(place.variables),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=sys.platform != "win32",
        creationflags=flags,
    )


def end_group(process: subprocess.Popen[Any]) -> None:
    """End the child and whatever is left in its group; a group without members is no error."""
    if sys.platform == "win32":
        if process.poll() is None:
            command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - our own child's id
    else:
        # macOS says "not permitted" for a group that holds only zombies.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        forget(process.pid)
    process.wait()


def _read_end(path: Path) -> str:
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - _OUTPUT_LIMIT))
        return stream.read().decode("utf-8", errors="replace")
