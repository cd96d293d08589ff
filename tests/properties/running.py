"""One child process that runs many small programs, each with fresh modules: a start of Python for each is too slow."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from tests.end_to_end.command import variables

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS = 30
SERVER = Path(__file__).with_name("server.py")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program did."""

    out: str
    error: str
    """The traceback of an exception that ended it."""


class Runner:
    """A process that runs programs when it is told to."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, module: str, path: Sequence[Path]) -> Ran:
        """Return what running a module as the program does, with nothing but these folders and the standard library."""
        process = self._process or self._start()
        # Without these pipes there is no process to talk to.
        assert process.stdin is not None
        assert process.stdout is not None
        timer = Timer(SECONDS, process.kill)
        timer.start()
        process.stdin.write(json.dumps([module, [str(folder) for folder in path]]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        timer.cancel()
        if not answer:
            self.close()
            return Ran("", f"the process ended, or had no result after {SECONDS} s")
        return Ran(*json.loads(answer))

    def _start(self) -> subprocess.Popen[str]:
        env = {**variables(), "PYTHONHASHSEED": "0"}
        del env["PYTHONPATH"]
        command = [sys.executable, "-s", "-S", str(SERVER)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8", env=env)
        return self._process

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
