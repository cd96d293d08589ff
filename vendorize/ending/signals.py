"""Turn the signals by which others end us into an exception, so that children end and folders go.

Python drops what a signal raises in a finaliser, or in a function that runs around a fork (`os.register_at_fork`; the
module `logging` has some): it says so, and goes on. So a signal is noted first, Ctrl-C too, and raised where it counts.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING, Any

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
        """Raise `SystemExit`, or `KeyboardInterrupt` after Ctrl-C, if we were told to end and nothing holds it."""
        if not self.number or self.held:
            return
        if self.number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + self.number)


_RECEIVED = _Received()


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn the signals by which others end us into `SystemExit`, so that children end and folders go.

    The exit code is the shell's for a signal (128 + its number). Signals that are ignored stay so (`nohup`). Ctrl-C
    stays `KeyboardInterrupt`, but waits where other signals do (`held`), and is not lost.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = _taken()

    def end(number: int, _: FrameType | None) -> None:
        for each in taken.keys() - {signal.SIGINT}:
            # Cleaning up is not to be interrupted, but by somebody at the keyboard who asks for it again.
            signal.signal(each, signal.SIG_IGN)
        _RECEIVED.number = number
        _RECEIVED.heed()

    for number in taken:
        signal.signal(number, end)
    try:
        yield
        _RECEIVED.heed()
    finally:
        _RECEIVED.number = 0
        for number, handler in taken.items():
            signal.signal(number, handler)


def _taken() -> dict[int, Any]:
    """Return the signals that are ours to handle, with what Python does at each: nothing else has a handler."""
    ending = {getattr(signal, name): signal.SIG_DFL for name in _ENDING if hasattr(signal, name)}
    before = {**ending, signal.SIGINT: signal.default_int_handler}
    return {number: handler for number, handler in before.items() if signal.getsignal(number) == handler}


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
    """Raise again what a signal raised, if we were told to end: it may have been dropped."""
    _RECEIVED.heed()
