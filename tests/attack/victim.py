"""Run the command in a child that dies, or meets an error, at its n-th change of the file system.

The child is forked from this process, which has the tool imported: so a run takes a few hundredths of a second, and an
audit hook sees each change before it happens. Moments are counted in memory that both processes share, so that the
number of them is known after a kill too. Of what the hook does not see (the writing itself) every moment between two
changes stands for all that lie between them.
"""

from __future__ import annotations

import errno
import mmap
import os
import resource
import signal
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

# Loaded here once, and not by every child anew.
import vendorize.emit
import vendorize.report.extraction
import vendorize.transform
import vendorize.workflow  # noqa: F401
from vendorize.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CHANGES = frozenset(
    {
        "open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate",
    }
)  # fmt: skip
GROWING = frozenset({"open", "os.mkdir", "os.link", "os.symlink"})
"""What a full disk refuses."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
NOWHERE = -1
"""What the audit events of `os` say where no folder was given by descriptor."""
SECONDS = 60
Harm = Literal["kill", "error", "full"]


@dataclass(frozen=True, slots=True)
class Strike:
    """What is done to a run, and when."""

    at: int = -1
    """The change before which it is done, counted from 0; -1: never."""
    harm: Harm = "kill"
    """`error`: that change fails; `full`: that change, and all later ones that need room, fail."""
    most_bytes: int | None = None
    """Limit on the size of files (RLIMIT_FSIZE)."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    code: int
    """Exit code; negative: the number of the signal that ended it."""
    text: str
    """What it wrote to standard output and error."""
    changes: int
    """How many changes it has begun."""

    @property
    def has_traceback(self) -> bool:
        """Tell whether it ended with a bug of ours."""
        return "Traceback" in self.text or "internal error" in self.text

    @property
    def hung(self) -> bool:
        """Tell whether it had to be ended."""
        return self.code == -signal.SIGALRM


def run(arguments: Iterable[object], folder: Path, *, scope: Iterable[Path], strike: Strike | None = None) -> Ended:
    """Run the tool in a folder; changes below the folders of `scope` count."""
    reading, writing = os.pipe()
    with mmap.mmap(-1, 8) as counter:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _become(writing, folder)
            _die_as(_main([str(one) for one in arguments], counter, tuple(map(str, scope)), strike or Strike()))
        os.close(writing)
        text, status = _wait(child, reading)
        changes = int.from_bytes(counter[:8], "little")
    return Ended(os.waitstatus_to_exitcode(status), text, changes)


def _wait(child: int, reading: int) -> tuple[str, int]:
    """Give what a child wrote, and how it ended; one that takes too long is ended by a signal of its own."""
    text = b""
    deadline = time.monotonic() + SECONDS
    os.set_blocking(reading, False)
    with os.fdopen(reading, "rb", 0) as pipe:
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            text += pipe.read() or b""
            if done:
                return text.decode("utf-8", "replace"), status
            if time.monotonic() > deadline:
                os.kill(child, signal.SIGALRM)
                deadline += SECONDS
            time.sleep(0.002)


def _become(target: int, folder: Path) -> None:
    """Take a pipe for standard output and error, and the folder for the current one."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(target, 1)
    os.dup2(target, 2)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    os.chdir(folder)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _main(arguments: list[str], counter: mmap.mmap, scope: tuple[str, ...], strike: Strike) -> int:
    if strike.most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (strike.most_bytes, strike.most_bytes))
    sys.addaudithook(_Hook(counter, scope, strike))
    try:
        main.main(arguments, prog_name="vendorize")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - whatever it is, the parent must hear of it
        traceback.print_exc()
        return 70
    return 0


def _die_as(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


class _Hook:
    """Counts changes, and does harm at one of them."""

    def __init__(self, counter: mmap.mmap, scope: tuple[str, ...], strike: Strike) -> None:
        self.counter, self.scope, self.strike = counter, scope, strike
        self.count = 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in CHANGES or not self._counts(event, arguments):
            return
        number, self.count = self.count, self.count + 1
        self.counter[:8] = self.count.to_bytes(8, "little")
        strike = self.strike
        if strike.at < 0 or number < strike.at:
            return
        if number == strike.at and strike.harm == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(SECONDS)
        if (number == strike.at and strike.harm == "error") or (strike.harm == "full" and event in GROWING):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _counts(self, event: str, arguments: tuple[object, ...]) -> bool:
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING):
            return False
        # What `rmtree` removes is named in a folder that it has opened.
        if event in {"os.remove", "os.rmdir"} and arguments[1] != NOWHERE:
            return True
        names = [os.fsdecode(one) for one in arguments if isinstance(one, (str, bytes, os.PathLike))]
        return any(name.startswith(self.scope) for name in names)
