"""Ask mypy what it says of a module: behind walls, without anybody's configuration, plugins or variables."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from vendorize.sandbox import SandboxLimits, View, choose
from vendorize.sandbox.choosing import clean_environment
from vendorize.verify.child import Place, run_child
from vendorize.verify.frameworks import copy_probe
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.sandbox import Mode, Sandbox

_SECONDS = 120
_RUNNER = "vendorize_typed"
_OPTIONS = (
    "--config-file=",
    f"--cache-dir={os.devnull}",
    *["--ignore-missing-imports", "--follow-imports=skip", "--no-error-summary", "--hide-error-context"],
    *["--no-incremental", "--no-site-packages"],
)


@dataclass(frozen=True, slots=True)
class Checker:
    """mypy, ready to look at files of one folder."""

    command: tuple[str, ...]
    scratch: Path
    where: str
    """What holds it, for people."""

    def complaints(self, path: Path) -> frozenset[str] | None:
        """Return what mypy says of a file, without places; None where it could not read it."""
        place = Place(self.scratch, clean_environment(self.scratch), self.scratch.parent, _SECONDS)
        done = run_child([*self.command, *_OPTIONS, str(path)], place)
        if done.exit_code not in {0, 1}:
            return None
        return frozenset(line.split(": ", 1)[-1] for line in done.stdout.splitlines() if ": error: " in line)


def checker(code: Path, folder: Path, mode: Mode) -> Checker | None:
    """Return what checks the files below `code`; None where mypy is not installed.

    `folder` does not exist yet. mypy only reads, so that where the kernel gives no walls it runs without; raises
    `UserError` there in mode `required`.
    """
    if find_spec("mypy") is None:
        return None
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    script = copy_probe(_RUNNER, folder) / f"{_RUNNER}.py"
    python, folders = (sys.executable, "-I", "-S"), _folders()
    last = os.pathsep.join(map(str, folders))
    box = _walled(View((code, script, *folders), scratch), folder / "box", mode)
    if box is None:
        return Checker((*python, str(script), last), scratch, "in a process of its own")
    return Checker(tuple(box.command(python, script, last)), scratch, f"sandbox: {box.description}")


def _walled(view: View, folder: Path, mode: Mode) -> Sandbox | None:
    try:
        return choose("required", view, SandboxLimits(cpu=_SECONDS), Path(sys.executable), folder)
    except UserError:
        if mode == "required":
            raise
        return None


def _folders() -> tuple[Path, ...]:
    """Return the folders that mypy and what it requires are installed in."""
    waiting, found = ["mypy"], dict[str, Path]()
    while waiting:
        name = waiting.pop()
        with suppress(PackageNotFoundError):
            one = distribution(name)
            needs = [] if name in found else list(map(Requirement, one.requires or ()))
            waiting += [each.name for each in needs if each.marker is None or each.marker.evaluate({"extra": ""})]
            found[name] = Path(str(one.locate_file("")))
    return tuple(dict.fromkeys(found.values()))
