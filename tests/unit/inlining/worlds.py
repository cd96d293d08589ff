"""A project and what is installed for it, as files in a folder, and the move of a symbol between them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.inlining.running import InlineRequest, inline
from vendorize.model.request import Request, VerifyOptions
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.model.inlined import Inlined

PYPROJECT = '[project]\nname = "app"\nversion = "0.1"\nrequires-python = ">=3.11"\ndependencies = ["dep"]\n'
METADATA = "Metadata-Version: 2.1\nName: dep\nVersion: 1.0\nLicense: MIT\n"


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, and give the folder."""
    for relative, content in files.items():
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@dataclass(frozen=True, slots=True)
class Scene:
    """A project with its dependency `dep`."""

    folder: Path

    @property
    def project(self) -> Path:
        """Return the folder of the project."""
        return self.folder / "project"

    def move(self, symbol: str, into: str, *command: str, write: bool = False, tests: bool = False) -> Inlined:
        """Return what a move comes to."""
        options = AnalysisOptions(search_path=(self.folder / "site",), use_cache=False, jobs=1)
        request = Request(start=self.project, options=options, verify=VerifyOptions(command=command))
        return inline(request, InlineRequest(symbol, into, write=write, tests=tests))

    def read(self, relative: str) -> str:
        """Return a file of the project."""
        return (self.project / relative).read_text(encoding="utf-8")

    def run(self, code: str) -> str:
        """Return what a program prints that has the project and its dependency."""
        path = f"import sys; sys.path[:0] = [{str(self.project)!r}, {str(self.folder / 'site')!r}]; "
        done = subprocess.run([sys.executable, "-c", path + code], capture_output=True, text=True, check=True)
        return done.stdout.strip()


def scene(folder: Path, project: Mapping[str, str | bytes], dep: Mapping[str, str | bytes] | str) -> Scene:
    """Write a project with a package `app`, and the distribution `dep`; a text is its one module."""
    files = {"dep.py": dep} if isinstance(dep, str) else dep
    info = {
        "dep-1.0.dist-info/METADATA": METADATA,
        "dep-1.0.dist-info/LICENSE": "Copyright Somebody\n\nAs you like it.\n",
    }
    names = sorted({**files, **info})
    record = "".join(f"{name},,\n" for name in [*names, "dep-1.0.dist-info/RECORD"])
    write(folder / "site", {**files, **info, "dep-1.0.dist-info/RECORD": record})
    write(folder / "project", {"pyproject.toml": PYPROJECT, "app/__init__.py": "", **project})
    return Scene(folder)


def reasons(inlined: Inlined) -> list[str]:
    """Return why a move was refused, each with its file and line."""
    return [f"{one.path.rpartition('site/')[2]}:{one.line}: {one.reason}" for one in inlined.obstacles]
