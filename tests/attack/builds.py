"""Kill a build of a wheel at any moment: the project stays as it is, and a wheel is there whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.attack.series import Attack, Tally, series
from tests.end_to_end.command import DEPENDENCY, PROGRAM, contents, install, variables, write

if TYPE_CHECKING:
    from pathlib import Path

CODE = (
    "import os, sys\nfrom vendorize import build\nos.chdir(sys.argv[1])\n"
    "getattr(build, sys.argv[2])(sys.argv[3])\nprint('built')\n"
)
BACK_END = """\
[build-system]
requires = ["vendorize-cli[build]"]
build-backend = "vendorize.build"

[tool.vendorize.build]
backend = "hatchling.build"
requires = ["hatchling"]

"""
HOOKS = ("build_wheel", "build_sdist")
SECONDS = 120


@dataclass(frozen=True, slots=True)
class _Builder:
    """A project whose build back end is ours, and the folder that a front end wants the wheel in."""

    folder: Path

    @property
    def project(self) -> Path:
        return self.folder / "project"

    @property
    def dist(self) -> Path:
        return self.folder / "dist"

    def start(self, hook: str) -> subprocess.Popen[str]:
        """Begin a build in a process group of its own."""
        env = variables(SOURCE_DATE_EPOCH="1700000000", TMPDIR=str(self.folder / "temporary"))
        env["PYTHONPATH"] = os.pathsep.join([env["PYTHONPATH"], str(self.folder / "installed")])
        return subprocess.Popen(
            [sys.executable, "-c", CODE, str(self.project), hook, str(self.dist)],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )

    def build(self, hook: str, tally: Tally, what: str) -> dict[str, bytes]:
        """Build to the end, and return what the folder has then."""
        process = self.start(hook)
        try:
            said, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            tally.find("hangs", what)
            return {}
        if process.returncode:
            tally.find("wrong", f"{what}: ended with {process.returncode}\n{said}")
        return contents(self.dist)


@series("build")
def build(attack: Attack) -> Tally:
    """Kill builds: the project is as it was, the wheel or sdist is old or new, and the next build gives the new one."""
    tally = Tally()
    random = attack.random()
    for number, hook in enumerate(HOOKS):
        builder = _made(attack.folder / hook)
        old = builder.build(hook, tally, f"first {hook}")
        write(builder.project, {"app/cli.py": f"{PROGRAM['app/cli.py']}\n# a later version\n"})
        begun = time.monotonic()
        new, project = builder.build(hook, tally, f"second {hook}"), contents(builder.project)
        whole = time.monotonic() - begun
        if len(old) != 1 or len(new) != 1 or old == new:
            tally.find("wrong", f"{hook}: {sorted(old)} before, {sorted(new)} after a change")
        # A build that ends before its moment is no strike, and is tried again.
        goal, tries = tally.strikes + (attack.most + 1 - number) // len(HOOKS), 0
        while tally.strikes < goal and tries < 2 * attack.most:
            tries += 1
            write(builder.dist, old)
            process, moment = builder.start(hook), random.uniform(0, whole)
            time.sleep(moment)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            tally.strikes += process.returncode == -signal.SIGKILL
            _check(builder, (old, new), project, tally, f"{hook} killed after {moment:.2f} of {whole:.2f} s")
            if builder.build(hook, tally, f"{hook} after a kill") != new:
                tally.find("left", f"{hook}: {sorted(contents(builder.dist))} after the next build")
    return tally


def _made(folder: Path) -> _Builder:
    builder = _Builder(folder)
    for each in (builder.dist, folder / "temporary"):
        each.mkdir(parents=True)
    write(builder.project, {**PROGRAM, "pyproject.toml": f"{BACK_END}{PROGRAM['pyproject.toml']}"})
    install(folder / "installed", "dep", DEPENDENCY)
    return builder


def _check(
    builder: _Builder, either: tuple[dict[str, bytes], ...], project: dict[str, bytes], tally: Tally, what: str
) -> None:
    built = {path: data for path, data in contents(builder.dist).items() if path in either[0]}
    if built not in either:
        tally.find("between", f"{what}: {sorted(contents(builder.dist))}")
    if contents(builder.project) != project:
        tally.find("left", f"{what}: the project was changed")
