"""Run a program on an overlay, with the guard in all its processes, and give the leaks."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.unit.verify.samples import make_request, write
from vendorize.verify.leaks import place_guard, read_leaks
from vendorize.verify.leaks.reading import _records

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.verdict import Leak


@dataclass(frozen=True, slots=True)
class Guarded:
    """What a program printed, and what it leaked."""

    out: str
    leaks: tuple[Leak, ...]

    @property
    def symbols(self) -> list[str]:
        return [leak.symbol for leak in self.leaks]


def run_guarded(
    folder: Path, release: dict[str, str], overlay: dict[str, str | None], program: str, *, by_values: bool = False
) -> Guarded:
    """Run `program` as a test would be; `app.*` is first-party code, `lib.*` third-party code.

    `overlay` holds the modules that differ from the release, or are not in it, and data files; None stands for one that
    is installed in the original, and in neither.
    """
    request = make_request(folder, "site")
    environment = request.environment
    served = folder / "overlay"
    release = {"app/__init__.py": "", "app/core.py": "", **release}
    (request.result / "lib.py").unlink()
    write(request.result, release)
    data = tuple(name for name in overlay if not name.endswith(".py"))
    served_files = release | {name: text for name, text in overlay.items() if text is not None}
    write(served, served_files)
    installed = [
        replace(one, files=(*one.files, *data)) if one.key == "lib" else one for one in environment.distributions
    ]
    environment = replace(environment, distributions=tuple(installed))
    request = replace(request, overlay=served, environment=environment, by_values=by_values)
    tree, packages, reports = folder / "tree", folder / "packages", folder / "reports"
    write(tree, {"tests/program.py": program})
    write(packages, served_files)
    line = place_guard(request, packages=packages, tree=tree, folder=reports)
    write(packages, {"sitecustomize.py": line})
    done = subprocess.run(
        [sys.executable, str(tree / "tests" / "program.py")],
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [one for one in _records(reports) if "unguarded" in one] == []
    return Guarded(done.stdout, read_leaks(reports))
