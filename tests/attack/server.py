"""A process of one thread that has the tool imported, and forks the victims of attacks; one request on each line.

An audit hook in the victim sees each change of the file system before it happens. Moments are counted in memory that
both processes share, so that the number of them is known after a kill too. Of what the hook does not see (the writing
itself) every moment between two changes stands for all that lie between them.
"""

from __future__ import annotations

import errno
import json
import mmap
import os
import resource
import signal
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

# Loaded here once, and not by every child anew.
import vendorize.emit
import vendorize.report.extraction
import vendorize.transform
import vendorize.workflow  # noqa: F401
from tests.attack.victim import Ended, Strike
from vendorize.cli.main import main

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


def serve() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        strike = Strike(**request["strike"])
        ended = _run(request["arguments"], Path(request["folder"]), tuple(request["scope"]), strike)
        print(json.dumps(asdict(ended)), flush=True)  # noqa: T201 - the answer


def _run(arguments: list[str], folder: Path, scope: tuple[str, ...], strike: Strike) -> Ended:
    reading, writing = os.pipe()
    with mmap.mmap(-1, 8) as counter:
        child = os.fork()
        if child == 0:
            os.close(reading)
            _become(writing, folder)
            _die_as(_main(arguments, counter, scope, strike))
        os.close(writing)
        text, status = _wait(child, reading, strike.after)
        changes = int.from_bytes(counter[:8], "little")
    return Ended(os.waitstatus_to_exitcode(status), text, changes)


def _wait(child: int, reading: int, after: float | None) -> tuple[str, int]:
    """Return what a child wrote, and how it ended; one that takes too long is ended by a signal of its own.

    With `after` it is killed after so many seconds.
    """
    text = b""
    begun = time.monotonic()
    deadline = begun + SECONDS
    os.set_blocking(reading, False)
    with os.fdopen(reading, "rb", 0) as pipe:
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            text += pipe.read() or b""
            if done:
                return text.decode("utf-8", "replace"), status
            if after is not None and time.monotonic() > begun + after:
                os.kill(child, signal.SIGKILL)
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


if __name__ == "__main__":
    serve()
