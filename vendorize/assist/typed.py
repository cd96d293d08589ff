"""Ask mypy what it says of a module: behind walls, without anybody's configuration, plugins or variables."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.sandbox import SandboxLimits, View, choose
from vendorize.sandbox.choosing import clean_environment
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.sandbox import Mode, Sandbox

_SECONDS = 120
_NEEDED = ("mypy", "mypy_extensions", "typing_extensions", "pathspec", "librt")
_OPTIONS = (
    "--config-file=",
    f"--cache-dir={os.devnull}",
    *["--ignore-missing-imports", "--follow-imports=skip", "--no-error-summary", "--hide-error-context"],
    *["--no-incremental", "--no-site-packages"],
)
_SCRIPT = """\
import sys

folders, arguments = sys.argv[1].split({separator!r}), sys.argv[2:]
sys.path += folders
from mypy import api

out, error, code = api.run(arguments)
sys.stdout.write(out)
sys.stderr.write(error)
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Checker:
    """mypy, ready to look at files of one folder."""

    command: tuple[str, ...]
    scratch: Path
    where: str
    """What holds it, for people."""

    def complaints(self, path: Path) -> frozenset[str] | None:
        """Return what mypy says of a file, without places; None where it could not read it."""
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                [*self.command, *_OPTIONS, str(path)],
                cwd=self.scratch,
                env=clean_environment(self.scratch),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        if done.returncode not in {0, 1}:
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
    script = folder / "vendorize_typed.py"
    script.write_text(_SCRIPT.format(separator=os.pathsep), encoding="utf-8")
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
    """Return the folders that mypy and what it needs are imported from."""
    found = [spec.origin for name in _NEEDED if (spec := find_spec(name)) is not None and spec.origin]
    packages = [Path(one).parent.parent if Path(one).stem == "__init__" else Path(one).parent for one in found]
    return tuple(dict.fromkeys(packages))
