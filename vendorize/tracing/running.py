"""Run a command in our place: our streams, our terminal, and the signals that are meant for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

_PASSED_ON = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGBREAK")
_ASKING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
"""Those that ask a program to end."""
_KEYS = ("SIGINT", "SIGQUIT", "SIGBREAK")
"""Those that a terminal sends to all processes in its foreground."""


class Ended(NamedTuple):
    """How a command ended."""

    exit_code: int
    asked: bool
    """Since we were told to end."""


def run(command: Sequence[str], variables: Mapping[str, str]) -> Ended:
    """Run a command to its end; it is not ended when we are told to end, but told the same.

    Raises `UserError` where it cannot be started.
    """
    received: list[int] = []
    with _passing_on(received) as children:
        try:
            child = subprocess.Popen(command, env=variables)  # noqa: S603 - the user's own command, no shell
        except OSError as error:
            raise UserError(
                f"cannot start {command[0]}: {error.strerror or error}", hint="is it installed, and on PATH?"
            ) from error
        except ValueError as error:
            raise UserError(f"cannot start {command[0]!r}: {error}", hint="name a program") from error
        children.append(child)
        for number in received:
            _tell(child, number)
        code = child.wait()
    asking = {getattr(signal, name) for name in _ASKING if hasattr(signal, name)}
    return Ended(code, bool(asking.intersection(received)))


@contextmanager
def _passing_on(received: list[int]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Pass signals on to the children in the list while the block runs; signals that are ignored stay so."""
    children: list[subprocess.Popen[bytes]] = []

    def handle(number: int, _: FrameType | None) -> None:
        # Of keys in a terminal the child hears itself; who presses them again means it.
        by_key = number in keys and _in_foreground() and number not in received
        received.append(number)
        if not by_key:
            for child in children:
                _tell(child, number)

    keys = {getattr(signal, name) for name in _KEYS if hasattr(signal, name)}
    numbers = [getattr(signal, name) for name in _PASSED_ON if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, handle)
    try:
        yield children
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


def _tell(child: subprocess.Popen[bytes], number: int) -> None:
    with suppress(OSError, ValueError):
        child.send_signal(number)


def _in_foreground() -> bool:
    """Tell whether we are what the keys of a terminal are for."""
    if sys.platform == "win32":
        return True
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
