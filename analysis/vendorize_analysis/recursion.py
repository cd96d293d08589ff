"""Room for functions that recurse over syntax trees: what Python reads may be nested deeper than its stack is high.

Python's own parser gives up at some 6,000 levels, its compiler at 3,000; a walk takes several calls a level.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

_STACKS: Final = (512, 64)
"""MiB of a thread's stack, tried in this order; what is not used is address space and no memory."""
_CALLS_PER_MIB: Final = 100
"""A call takes below 1 kB where Python calls Python, and several where C is between."""
_LOOK: Final = 0.5
"""Seconds after which who waits looks up, for Ctrl-C: Windows interrupts no wait."""
_PATIENCE: Final = 10.0
"""Seconds that a stopped call has to end: compiled code sees the exception when it next calls Python."""
_one_at_a_time = threading.Lock()
"""The size of the next stack and the limit of calls belong to the whole process."""


class TooDeepError(RecursionError):
    """Even the room is too small: other than by a plain `RecursionError`, that is no matter of who called."""


def deeply(function: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
    """Return what a function returns; it is called again with more room if the stack of the caller is too small.

    So it must not mind being called twice. Raises what it raises, and what `with_room` does.
    """
    try:
        return function(*args, **kwargs)
    except RecursionError:
        return with_room(function, *args, **kwargs)


def with_room(function: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
    """Return what a function returns, called in a thread of its own: how deep it may go depends on no caller.

    Raises what it raises; `TooDeepError` where even that is not deep enough.
    """
    if isinstance(threading.current_thread(), _Room):
        return function(*args, **kwargs)
    result: list[_Result] = []
    with _one_at_a_time:
        room = _Room(lambda: result.append(function(*args, **kwargs)))
        if not room.enter():
            return function(*args, **kwargs)  # as far as the stack of the caller goes
    if isinstance(room.error, RecursionError):
        raise TooDeepError(str(room.error)) from room.error
    if room.error is not None:
        raise room.error
    return result[0]


class _Room(threading.Thread):
    """A thread with a large stack, and how the call in it ended."""

    def __init__(self, call: Callable[[], None]) -> None:
        # A daemon: one that does not end when it is asked to keeps nobody from ending.
        super().__init__(name="room", daemon=True)
        self._call = call
        self._is_given_up = False
        self.error: BaseException | None = None

    def run(self) -> None:
        """Make the call, if anybody still waits for it."""
        try:
            if not self._is_given_up:
                self._call()
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            self.error = error

    def enter(self) -> bool:
        """Make the call in the thread and wait for its end; False if there can be no such thread."""
        before = threading.stack_size(), sys.getrecursionlimit()
        try:
            started = any(self._begin(megabytes) for megabytes in _STACKS)
            while self.is_alive():
                self.join(_LOOK)
        except BaseException:
            self._give_up()
            raise
        finally:
            threading.stack_size(before[0])
            sys.setrecursionlimit(before[1])
        return started

    def _give_up(self) -> None:
        """Have the call end by an exception, as who waits for it was ended by one, and wait for that for a while.

        Left to itself the thread would be ended with the interpreter, wherever it is: in compiled code that calls
        Python, as libcst's does, that aborts the process (CPython, "Thread states and the global interpreter lock").
        A thread that is about to start is not alive yet, and finds that nobody waits.
        """
        self._is_given_up = True
        if self.ident is not None and self.is_alive():
            import ctypes  # noqa: PLC0415 - hopefully never needed

            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.ident), ctypes.py_object(SystemExit))
            self.join(_PATIENCE)

    def _begin(self, megabytes: int) -> bool:
        """Start the thread with a stack of that size, if there is so much room."""
        with suppress(RuntimeError, ValueError):
            threading.stack_size(megabytes << 20)
            sys.setrecursionlimit(max(megabytes * _CALLS_PER_MIB, sys.getrecursionlimit()))
            self.start()
            return True
        return False
