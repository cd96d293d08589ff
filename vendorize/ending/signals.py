"""Turn the signals by which others end us into an exception, so that children end and folders go."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ENDING = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""The last is what Windows makes of a console that is closed."""


class _Received:
    """Which signal has told us to end, and whether it has to wait."""

    def __init__(self) -> None:
        self.number = 0
        self.held = 0

    def heed(self) -> None:
        """Raise `SystemExit` if we were told to end and nothing holds it."""
        if self.number and not self.held:
            raise SystemExit(128 + self.number)


_RECEIVED = _Received()


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
        _RECEIVED.number = number
        _RECEIVED.heed()

    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        _RECEIVED.number = 0
        for number, handler in taken.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Let such a signal wait for the end of the block: what is started in it must be known before it can end."""
    _RECEIVED.held += 1
    try:
        yield
    finally:
        _RECEIVED.held -= 1
    _RECEIVED.heed()


def heed() -> None:
    """Raise `SystemExit` again if we were told to end: Python drops what a signal raises in a finaliser."""
    _RECEIVED.heed()
