"""Room to recurse: as much for everybody, given back, and never a way to lose what a function says."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from vendorize_analysis.recursion import TooDeepError, deeply, with_room


def depth(levels: int) -> int:
    return levels and 1 + depth(levels - 1)


def test_a_function_goes_deeper_than_the_stack_of_its_caller() -> None:
    before = sys.getrecursionlimit(), threading.stack_size()
    with pytest.raises(RecursionError):
        depth(20_000)
    assert deeply(depth, 20_000) == 20_000
    assert before == (sys.getrecursionlimit(), threading.stack_size())


def test_what_fits_is_called_where_the_caller_is() -> None:
    assert deeply(threading.current_thread) is threading.current_thread()
    assert with_room(threading.current_thread) is not threading.current_thread()


def test_room_inside_of_room_is_the_same_room() -> None:
    assert with_room(with_room, with_room, depth, 20_000) == 20_000


def test_an_error_is_raised_where_it_is_waited_for() -> None:
    with pytest.raises(ZeroDivisionError):
        with_room(divmod, 1, 0)
    with pytest.raises(TooDeepError):
        deeply(depth, 10_000_000)


def test_without_threads_the_stack_of_the_caller_must_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError(f"can't start {thread.name}")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    before = sys.getrecursionlimit()
    assert with_room(depth, 100) == 100
    with pytest.raises(RecursionError):
        deeply(depth, 20_000)
    assert sys.getrecursionlimit() == before


def test_who_is_interrupted_while_it_waits_leaves_no_thread_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    rooms: list[threading.Thread] = []
    join = threading.Thread.join

    def interrupted(thread: threading.Thread, timeout: float | None = None) -> None:
        if not rooms:
            rooms.append(thread)
            raise KeyboardInterrupt
        join(thread, timeout)

    def forever() -> None:
        while True:
            pass

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        with_room(forever)
    assert not rooms[0].is_alive()


def test_who_is_interrupted_while_the_thread_starts_has_no_call_made(monkeypatch: pytest.MonkeyPatch) -> None:
    rooms, calls, gate = list[threading.Thread](), list[int](), threading.Lock()
    start, tell, wait = threading.Thread.start, threading.Event.set, threading.Event.wait

    def starting(thread: threading.Thread) -> None:
        rooms.append(thread)
        start(thread)

    def telling(event: threading.Event) -> None:
        with gate:  # the thread exists, and has not said so
            tell(event)

    def waiting(event: threading.Event, timeout: float | None = None) -> bool:
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt
        return wait(event, timeout)

    with monkeypatch.context() as patched, gate:
        patched.setattr(threading.Thread, "start", starting)
        patched.setattr(threading.Event, "set", telling)
        patched.setattr(threading.Event, "wait", waiting)
        with pytest.raises(KeyboardInterrupt):
            with_room(lambda: calls.append(1))
        assert not rooms[0].is_alive()
    while not rooms[0].ident or rooms[0] in threading.enumerate():
        time.sleep(0.001)
    assert not calls
