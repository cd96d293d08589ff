"""Start processes that end with us, and end them with all that they have started."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from vendorize.ending import guardian
from vendorize.ending.jobs import CREATION_FLAGS, Jobs, windows_library
from vendorize.ending.signals import held
from vendorize.ending.watched import forget, marks, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_SET_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def start(
    command: Sequence[str],
    *,
    cwd: Path,
    variables: Mapping[str, str],
    **streams: Any,  # noqa: ANN401 - those of Popen
) -> subprocess.Popen[Any]:
    """Start a command in a process group of its own, which ends with us however we end; raises `OSError`.

    Linux ends the child itself at our death, and a process of ours (`watched.py`) its group; on Windows a job does.
    """
    # Who is told to end in between would not know of it; callers hold the signal until they know it too.
    with held():
        process: subprocess.Popen[Any] = subprocess.Popen(  # noqa: S603 - the user's own command, no shell
            command,
            cwd=cwd,
            env={**variables, **marks()},
            start_new_session=sys.platform != "win32",
            creationflags=CREATION_FLAGS if sys.platform == "win32" else 0,
            # It calls one function of C that was looked up before; no lock of another thread is asked for.
            preexec_fn=_dying_with(os.getpid()),  # noqa: PLW1509
            **streams,
        )
        if sys.platform == "win32":
            _jobs().begin(process.pid)
        else:
            watch(process.pid)
    return process


def wait(process: subprocess.Popen[Any], seconds: float) -> bool:
    """Wait for the end of a child for so many seconds at most, and tell whether it has come.

    `Popen.wait` with a time limit looks again every 50 ms. Where the system tells of the end (pidfd_open(2)), nobody
    waits for that. A signal handler of ours runs in between.
    """
    if sys.platform == "linux" and process.returncode is None:
        try:
            descriptor = os.pidfd_open(process.pid)
        except OSError:
            pass  # an old kernel, or no descriptor left
        else:
            try:
                return bool(select.select([descriptor], [], [], seconds)[0]) and process.poll() is not None
            finally:
                os.close(descriptor)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def end_group(process: subprocess.Popen[Any]) -> None:
    """End a child and whatever is left in its group; a group without members is no error."""
    if sys.platform == "win32":
        if not _jobs().end(process.pid) and process.poll() is None:
            command = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - our own child's id
    else:
        guardian.end_group(process.pid)
        forget(process.pid)
    process.wait()


@cache
def _jobs() -> Jobs:
    return Jobs(windows_library())


@cache
def _prctl() -> Callable[[int, int], int] | None:
    """Return the function by which a process of Linux asks for things."""
    if sys.platform != "linux":
        return None
    try:
        found: Callable[[int, int], int] = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    return found


def _dying_with(parent: int) -> Callable[[], None] | None:
    """Return what a new child of Linux calls first, so that it dies when its parent does."""
    prctl = _prctl()
    if prctl is None:
        return None

    def ask() -> None:
        prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            # It has died in the meantime.
            os._exit(1)

    return ask
