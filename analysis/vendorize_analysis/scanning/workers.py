"""Summarise files in other processes, ahead of the question.

A worker is a fresh interpreter that runs this module: it reads files and writes summaries, both by pipes, and ends when
its input ends. Nothing depends on it: what a worker does not give (it was killed, the file changed under it, no process
could be started) is done here as if there were no workers, and the answer is the same.
"""

from __future__ import annotations

import marshal
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.scanning.codec import encode
from vendorize_analysis.scanning.making import make_summary
from vendorize_analysis.scanning.source import read
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_WORTH_IT: Final = 300_000
"""Bytes of source; reading less takes about as long as starting a process."""
_START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from {module} import serve; serve()"


class Workers:
    """Processes beside ours, started when enough work is waiting."""

    def __init__(self, jobs: int, target: Target) -> None:
        self._most = jobs - 1
        self._target = target
        self._waiting: dict[str, Path] = {}
        """Files that were named and not yet given out, by key."""
        self._size = 0
        self._workers: list[_SummaryWorker] = []
        self._given: dict[str, _SummaryWorker] = {}
        self._failed = self._most < 1
        self._lock = threading.RLock()
        """Work is given out by who names files, and by the threads that take answers."""

    def begin(self, files: Iterable[tuple[str, Path, int]]) -> None:
        """Name files that will be asked for: key, path and size of each."""
        if self._failed:
            return
        with self._lock:
            for key, path, size in files:
                if key not in self._given and key not in self._waiting:
                    self._waiting[key] = path
                    self._size += size
            if not self._workers and self._size > _WORTH_IT:
                self._start()
            self._hand_out()

    def take(self, key: str, meanwhile: Callable[[str, Path], None] | None = None) -> bytes | None:
        """Return the summary of a file as the cache keeps it; None where the caller had better make it.

        While a worker is at it, other files that wait are given to `meanwhile`, one at a time.
        """
        with self._lock:
            self._waiting.pop(key, None)
            worker = self._given.pop(key, None)
        if worker is None:
            return None
        while meanwhile is not None and not worker.has(key):
            with self._lock:
                other = next(iter(self._waiting), "")
                path = self._waiting.pop(other, None)
            if path is None:
                break
            meanwhile(other, path)
        return worker.take(key)

    def processes(self) -> tuple[int, ...]:
        """Return the ids of the processes."""
        return tuple(worker.process for worker in self._workers)

    def close(self) -> None:
        """End the processes."""
        self._failed = True
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    def _start(self) -> None:
        try:
            for _ in range(self._most):
                self._workers.append(_SummaryWorker(self._target, self._hand_out))
        except OSError:
            self._failed = not self._workers

    def _hand_out(self) -> None:
        """Hand each worker one file to work on and some to go on with; what else waits may still be done here."""
        with self._lock:
            for worker in self._workers:
                while self._waiting and worker.is_free():
                    key = next(iter(self._waiting))
                    worker.give(key, self._waiting.pop(key))
                    self._given[key] = worker


class _SummaryWorker:
    """One process, and a thread that takes its answers."""

    _AHEAD: Final = 3
    """Files that it is given at a time."""

    def __init__(self, target: Target, freed: Callable[[], None]) -> None:
        import subprocess  # noqa: PLC0415 - an analysis that is cached starts no process

        root = str(Path(__file__).parents[2])
        # Without site-packages: it needs nothing but the standard library and us, and starts in half the time.
        command = [sys.executable, "-I", "-S", "-B", "-c", _START.format(module=__name__), root]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._answers: dict[str, bytes | None] = {}
        self._open: set[str] = set()
        self._changed = threading.Condition()
        self._ended = False
        self._freed = freed
        self._send((target.python, tuple(sorted(target.platforms)), tuple(sorted(target.without))))
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def process(self) -> int:
        """The id of its process."""
        return self._process.pid

    def is_free(self) -> bool:
        """Tell whether it can be given one more file."""
        with self._changed:
            return not self._ended and len(self._open) < self._AHEAD

    def give(self, key: str, path: Path) -> None:
        """Let it work on a file."""
        with self._changed:
            self._open.add(key)
        self._send((key, str(path)))

    def has(self, key: str) -> bool:
        """Tell whether it has answered, or never will."""
        with self._changed:
            return key in self._answers or self._ended

    def take(self, key: str) -> bytes | None:
        """Wait for its answer."""
        with self._changed:
            self._changed.wait_for(lambda: key in self._answers or self._ended)
            return self._answers.pop(key, None)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        with suppress(OSError):
            cast("IO[bytes]", self._process.stdin).close()
        self._process.wait()

    def _send(self, message: tuple[str, str] | tuple[tuple[int, int], tuple[str, ...], tuple[str, ...]]) -> None:
        stream = cast("IO[bytes]", self._process.stdin)
        with suppress(OSError, ValueError):
            marshal.dump(message, stream)
            stream.flush()

    def _listen(self) -> None:
        stream = cast("IO[bytes]", self._process.stdout)
        with suppress(EOFError, OSError, ValueError, TypeError), stream:
            while True:
                key, answer = marshal.load(stream)  # noqa: S302 (our own process at the other end of the pipe)
                with self._changed:
                    self._answers[key] = answer
                    self._open.discard(key)
                    self._changed.notify_all()
                self._freed()
        with self._changed:
            self._ended = True
            self._changed.notify_all()


def serve() -> None:
    """Answer on standard output what standard input asks: the main function of a worker."""
    # Ctrl-C goes to the whole group of processes; the one that started us decides what ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        python, platforms, without = marshal.load(asked)  # noqa: S302 (the process that started us)
        target = Target(python, frozenset(platforms), frozenset(without))
        while True:
            key, path = marshal.load(asked)  # noqa: S302
            marshal.dump((key, _answer(key, Path(path), target)), answers)
            answers.flush()
    # Standard output may be closed already, which the interpreter would complain about on its way out.
    os._exit(0)


def _answer(key: str, path: Path, target: Target) -> bytes | None:
    source = read(path)
    # The key begins with the digest of what the caller has read.
    if isinstance(source, Unreadable) or not key.startswith(source.digest):
        return None
    summary = make_summary(source, target).summary
    return None if isinstance(summary, Unreadable) else encode(summary)
