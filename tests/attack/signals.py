"""Cancel `verify`, and `extract` in its smoke start: no process and no folder stays, whatever the signal."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.attack.series import Attack, Tally, series
from tests.end_to_end.command import World, command_line, make_world, variables, write

SIGNALS = ("SIGTERM", "SIGHUP", "SIGKILL", "SIGINT")
SECONDS = 120
PATIENCE = 10.0
"""Seconds in which what is ended from outside has to be gone."""
MARK = "VENDORIZE_ATTACK_MARK"
SLEEP = "import time; time.sleep(300)"
TESTS = f"""\
import subprocess, sys, time
from pathlib import Path
import dep

SLEEP = {SLEEP!r}


def test_used():
    assert dep.used(20) == 42


def test_group():
    subprocess.Popen([sys.executable, "-c", SLEEP])


def test_session():
    subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=True)
    # A daemon: its parent is gone at once.
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]], start_new_session=True)"
    subprocess.run([sys.executable, "-c", code, SLEEP], check=True)
    time.sleep(0.3)
"""
SLOW = "import subprocess, sys, time\n\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"


@dataclass(slots=True)
class Victim:
    """A command that is started again and again, each time with a folder for temporary files of its own."""

    world: World
    arguments: tuple[object, ...]
    number: int = field(default=0)

    @property
    def temporary(self) -> Path:
        """Return the folder for temporary files of this run."""
        return self.world.folder / "temporary" / str(self.number)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the command."""
        self.number += 1
        self.temporary.mkdir(parents=True)
        return subprocess.Popen(
            command_line(*self.arguments),
            cwd=self.world.folder,
            env={**variables(), "TMPDIR": str(self.temporary), MARK: f"{os.getpid()}.{self.number}"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def left(self) -> list[str]:
        """Return what is still there of this run, after some patience."""
        deadline = time.monotonic() + PATIENCE
        while (found := [*self._folders(), *self._processes()]) and time.monotonic() < deadline:
            time.sleep(0.05)
        return found

    def _folders(self) -> list[str]:
        return sorted(path.name for path in self.temporary.iterdir())

    def _processes(self) -> list[str]:
        mark = f"{MARK}={os.getpid()}.{self.number}"
        return [f"{pid}: {line}" for pid, line in marked(mark)]

    def clear(self) -> None:
        """End what a failed run has left, lest it disturbs the next."""
        for pid, _ in marked(f"{MARK}={os.getpid()}.{self.number}"):
            os.kill(pid, signal.SIGKILL)


def marked(mark: str) -> list[tuple[int, str]]:
    """Return the processes that have an entry in their environment, with their command lines (Linux)."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                found.append((int(folder.name), line[:200]))
        except OSError:
            continue
    return found


def _strike(victim: Victim, tally: Tally, *, after: float, name: str) -> None:
    """Start the command, send a signal after some time, and look what stays."""
    process = victim.start()
    what = f"{name} after {after:.2f} s"
    time.sleep(after)
    number = getattr(signal, name)
    process.send_signal(number)
    try:
        _, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        tally.find("hangs", what)
        err = b""
    if b"Traceback" in err:
        tally.find("tracebacks", f"{what}\n{err.decode()}")
    tally.strikes += 1
    if left := victim.left():
        tally.find("left", f"{what}: {left}")
        victim.clear()


def _series(attack: Attack, victim: Victim) -> Tally:
    tally = Tally()
    began = time.perf_counter()
    victim.start().communicate(timeout=SECONDS)
    whole, random = time.perf_counter() - began, attack.random()
    if left := victim.left():
        tally.find("left", f"not struck at all: {left}")
        victim.clear()
    for number in range(attack.most):
        share = random.uniform(0.1, 1.0)
        _strike(victim, tally, after=whole * share, name=SIGNALS[number % len(SIGNALS)])
    return tally


@series("verify")
def verify(attack: Attack) -> Tally:
    """Signal `verify` while its tests start processes in its group and in sessions of their own: nothing stays."""
    world = make_world(attack.folder)
    write(world.project, {"test_app.py": TESTS})
    tests = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    arguments = world.arguments("verify", "--layout", "site", "--", *tests)
    return _series(attack, Victim(world, tuple(arguments)))


@series("smoke-start")
def smoke_start(attack: Attack) -> Tally:
    """Signal `extract` while the imports of the program are tried: nothing stays."""
    world = make_world(attack.folder)
    program = "import app.slow\nimport dep\n\n\ndef main():\n    dep.used(1)\n"
    write(world.project, {"app/slow.py": f"{SLOW}time.sleep(1)\n", "app/cli.py": program})
    arguments = world.arguments("extract", "--layout", "site", "--out", attack.folder / "out")
    return _series(attack, Victim(world, tuple(arguments)))
