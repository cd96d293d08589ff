"""See to it that process groups end with us: when we are told to end, and when we are killed without a word.

A small process of our own holds the reading end of a pipe, and is told which groups there are. When we die in whatever
way, the pipe ends, and it kills what is left. (`PR_SET_PDEATHSIG` reaches the child alone, not what that has started.)
"""

from __future__ import annotations

import atexit
import contextlib
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_SCRIPT = """\
import os, signal, sys
groups = set()
for line in sys.stdin.buffer:
    (groups.add if line[:1] == b"+" else groups.discard)(int(line[1:]))
for group in groups:
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
"""
_ENDING = ("SIGTERM", "SIGHUP")


class _Guardian:
    """The process, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def tell(self, text: str) -> None:
        """Write a line to the process; without it, groups still end with us where we are not killed."""
        with self._lock, contextlib.suppress(OSError):
            if self._process is None:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and text
                    [sys.executable, "-I", "-S", "-c", _SCRIPT],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    cwd="/",
                    start_new_session=True,
                )
                atexit.register(self.stop)
            self._process.stdin.write(f"{text}\n".encode())  # type: ignore[union-attr]

    def stop(self) -> None:
        """End the process, with what it still watches."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()


_GUARDIAN = _Guardian()


def watch(group: int) -> None:
    """Let a process group end with us, even if we are killed; does nothing on Windows."""
    if sys.platform != "win32":
        _GUARDIAN.tell(f"+{group}")


def forget(group: int) -> None:
    """Leave a group alone from now on; to be called before its number can be given to another."""
    if sys.platform != "win32":
        _GUARDIAN.tell(f"-{group}")


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn the signals by which others end us into `SystemExit`, so that children end and folders go.

    The exit code is the shell's for a signal (128 + its number). Signals that are ignored stay so (`nohup`).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    taken = {number: handler for number, handler in before.items() if handler == signal.SIG_DFL}

    def end(number: int, _: FrameType | None) -> None:
        for each in taken:
            # Cleaning up is not to be interrupted.
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in taken.items():
            signal.signal(number, handler)
