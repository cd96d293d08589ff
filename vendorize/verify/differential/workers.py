"""A process of one variant that answers questions, a line each way, and is started again when a call ended it."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
from typing import TYPE_CHECKING, Any, Self

from vendorize.ending import end_group, held, start

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.verify.differential.boundary import CallHost

_LONGEST = 1 << 24
"""Most letters of an answer: the code that is called may write what it likes."""
_LOST: Mapping[str, Any] = {"end": "lost", "why": "it ended the process, or took too long"}


class Worker:
    """One variant's process."""

    def __init__(self, host: CallHost, script: Path, settings: Path, seconds: float) -> None:
        self._host = host
        self._command = host.command(script, settings)
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ask(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the answer; a process that dies of the question, or does not answer in time, is lost."""
        self.send(question)
        return self.receive()

    def send(self, question: Mapping[str, Any]) -> None:
        """Ask without waiting; `receive` comes next."""
        process = self._process or self._start()
        try:
            print(json.dumps(question), file=process.stdin, flush=True)
        except (OSError, ValueError):
            self.stop()

    def receive(self) -> Mapping[str, Any]:
        """Return the answer to what was sent."""
        if self._process is None:
            return _LOST
        try:
            return dict(json.loads(self._answers.get(timeout=self._seconds)))
        except (queue.Empty, ValueError, TypeError):
            self.stop()
            return _LOST

    def stop(self) -> None:
        """End the process and what it started; the next question starts another."""
        process, self._process = self._process, None
        if process is not None:
            end_group(process)
            with contextlib.suppress(OSError):
                process.stdin.close()  # type: ignore[union-attr]

    def _start(self) -> subprocess.Popen[str]:
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with held():
            self._process = process = start(
                self._command, cwd=self._host.cwd, variables=self._host.variables, encoding="utf-8", **streams
            )
        self._answers = queue.SimpleQueue()
        threading.Thread(target=_read, args=(process, self._answers), daemon=True).start()
        return process


def _read(process: subprocess.Popen[str], answers: queue.SimpleQueue[str]) -> None:
    """Pass lines on, and an empty one at the end or where one is too long, which is no JSON."""
    with contextlib.suppress(OSError, ValueError):
        while process.stdout is not None and (line := process.stdout.readline(_LONGEST)).endswith("\n"):
            answers.put(line)
    answers.put("")
    if process.stdout is not None:
        process.stdout.close()
