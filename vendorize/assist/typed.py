"""Ask mypy, else ty, what it says of a module: behind walls, without anybody's configuration, plugins or variables."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from vendorize.sandbox import SandboxLimits, View, choose
from vendorize.sandbox.trying import clean_environment
from vendorize.verify.child import Place, run_child
from vendorize.verify.frameworks import copy_probe
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.sandbox import Mode, Sandbox

_SECONDS = 120
_ALONE = "in a process of its own"
_RUNNER = "vendorize_typed"
_TY = ("check", "--output-format=concise", "--no-progress", "--color=never")
_TY_MEMORY = 4 << 30
_PLACE = re.compile(r"^.*?:\d+(?::\d+)?: ")
_OPTIONS = (
    "--config-file=",
    f"--cache-dir={os.devnull}",
    *["--ignore-missing-imports", "--follow-imports=skip", "--no-error-summary", "--hide-error-context"],
    *["--no-incremental", "--no-site-packages"],
)


@dataclass(frozen=True, slots=True)
class Checker:
    """A type checker, ready to look at files of one folder."""

    name: str
    command: tuple[str, ...]
    scratch: Path
    where: str
    """What holds it, for people."""

    def complaints(self, path: Path) -> frozenset[str] | None:
        """Return what it says of a file, without places; None where it could not read it."""
        place = Place(self.scratch, clean_environment(self.scratch), self.scratch.parent, _SECONDS)
        own = _OPTIONS if self.name == "mypy" else (*_TY, f"--project={path.parent}")
        done = run_child([*self.command, *own, str(path)], place)
        if done.exit_code not in {0, 1}:
            return None
        said = (_PLACE.sub("", line) for line in done.stdout.splitlines() if _PLACE.match(line))
        return frozenset(line for line in said if line.startswith("error"))


def checker(code: Path, folder: Path, mode: Mode) -> Checker | None:
    """Return what checks the files below `code`; None where neither mypy nor ty is installed.

    `folder` does not exist yet. Both only read, so that where the kernel gives no walls they run without; raises
    `UserError` there in mode `required`.
    """
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    if find_spec("mypy") is None:
        return _ty(code, scratch, mode)
    script = copy_probe(_RUNNER, folder) / f"{_RUNNER}.py"
    python, folders = (sys.executable, "-I", "-S"), folders_of("mypy")
    last = os.pathsep.join(map(str, folders))
    box = _walled(View((code, script, *folders), scratch), folder / "box", mode)
    if box is None:
        return Checker("mypy", (*python, str(script), last), scratch, _ALONE)
    return Checker("mypy", tuple(box.command(python, script, last)), scratch, f"sandbox: {box.description}")


def _ty(code: Path, scratch: Path, mode: Mode) -> Checker | None:
    """Return ty where it is installed beside us; it is one program and brings what it knows of the standard library."""
    program = Path(sysconfig.get_path("scripts")) / ("ty.exe" if os.name == "nt" else "ty")
    if not program.is_file():
        return None
    box = _walled(View((code, program), scratch), scratch.parent / "box", mode, _TY_MEMORY)
    if box is None:
        return Checker("ty", (str(program),), scratch, _ALONE)
    return Checker("ty", (*box.launcher, str(program)), scratch, f"sandbox: {box.description}")


def _walled(view: View, folder: Path, mode: Mode, memory: int = 1 << 30) -> Sandbox | None:
    try:
        return choose("required", view, SandboxLimits(memory=memory, cpu=_SECONDS), Path(sys.executable), folder)
    except UserError:
        if mode == "required":
            raise
        return None


def folders_of(wanted: str) -> tuple[Path, ...]:
    """Return the folders that a distribution and what it requires are installed in."""
    waiting, found = [wanted], dict[str, Path]()
    while waiting:
        name = waiting.pop()
        with suppress(PackageNotFoundError):
            one = distribution(name)
            needs = [] if name in found else list(map(Requirement, one.requires or ()))
            waiting += [each.name for each in needs if each.marker is None or each.marker.evaluate({"extra": ""})]
            found[name] = Path(str(one.locate_file("")))
    return tuple(dict.fromkeys(found.values()))
