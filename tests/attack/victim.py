"""Run the command in a child that dies, or meets an error, at its n-th change of the file system.

The child is forked from a process of one thread that has the tool imported (`tests/attack/server.py`): so a run takes a
few hundredths of a second, whoever asks for it.
"""

from __future__ import annotations

import atexit
import json
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from tests.end_to_end.command import ROOT, variables

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Harm = Literal["kill", "error", "full"]


@dataclass(frozen=True, slots=True)
class Strike:
    """What is done to a run, and when."""

    at: int = -1
    """The change before which it is done, counted from 0; -1: never."""
    harm: Harm = "kill"
    """`error`: that change fails; `full`: that change, and all later ones that need room, fail."""
    after: float | None = None
    """Kill after so many seconds, wherever the run is then."""
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
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    request = {
        "arguments": [str(one) for one in arguments],
        "folder": str(folder),
        "scope": [str(one) for one in scope],
        "strike": asdict(strike or Strike()),
    }
    server.stdin.write(json.dumps(request) + "\n")
    server.stdin.flush()
    return Ended(**json.loads(server.stdout.readline()))


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.attack.server"],
        cwd=ROOT,
        env=variables(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )

    def end() -> None:
        server.communicate(timeout=10)

    atexit.register(end)
    return server
