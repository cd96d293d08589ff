"""A generated program on disk, and what the tool makes of it."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from tests.end_to_end.command import contents
from vendorize import workflow
from vendorize.model.request import Request
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.properties.programs import Program
    from vendorize_analysis.model.analysis import Analysis

LAYOUTS: tuple[str, ...] = ("site", "package")


@dataclass(frozen=True, slots=True)
class World:
    """A folder with the project and what is installed."""

    folder: Path

    @property
    def project(self) -> Path:
        """Return the folder of the first-party code."""
        return self.folder / "project"

    @property
    def site(self) -> Path:
        """Return the folder of the distributions."""
        return self.folder / "installed"

    def request(self, **more: object) -> Request:
        """Return a request for the project; keywords are its fields, or options of the analysis."""
        own = {field.name: more.pop(field.name) for field in fields(Request) if field.name in more}
        options = AnalysisOptions(**{"search_path": (self.site,), "use_cache": False, "jobs": 0, **more})  # type: ignore[arg-type]
        return Request(start=self.project, options=options, **own)  # type: ignore[arg-type]

    def extract(self, layout: str, name: str = "", **more: object) -> Path:
        """Return the folder of the result."""
        out = self.folder / (name or f"result-{layout}")
        workflow.extract(self.request(layout=layout, **more), out=out)
        return out

    def analyze(self, **more: object) -> Analysis:
        """Return the analysis; keywords are its options."""
        given = {"search_path": (self.site,), "use_cache": False, **more}
        return analyze(self.project, AnalysisOptions(**given))  # type: ignore[arg-type]


def modules_in(folder: Path) -> dict[str, bytes]:
    """Return the Python files below a folder with their bytes."""
    return {path: content for path, content in contents(folder).items() if path.endswith(".py")}


@contextmanager
def world_of(program: Program, *, backwards: bool = False) -> Iterator[World]:
    """Write a program to a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="vendorize-property-"))
    try:
        program.install(folder, backwards=backwards)
        yield World(folder)
    finally:
        shutil.rmtree(folder)
