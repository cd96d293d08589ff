"""A requirement that is left for an external keeps to what the extracted code beside it asks for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.end_to_end.command import DEPENDENCY, PROGRAM, install, write
from vendorize.lock import read_lock
from vendorize.model.request import Request
from vendorize.workflow import extract
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path


def test_an_external_is_required_within_the_limits_of_extracted_code(tmp_path: Path) -> None:
    """The last two are broken by what is installed: with them, nothing could be."""
    project = write(tmp_path / "project", PROGRAM)
    with (project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[tool.vendorize]\nexternal = {json.dumps(['base'])}\n")
    core = {**DEPENDENCY, "dep/core.py": f"import base\n{DEPENDENCY['dep/core.py']}"}
    install(tmp_path / "site", "dep", core, requires=("base<2,!=1.5,>=0.5", "base!=1.0; python_version>'1'", "base!=1"))
    install(tmp_path / "site", "base", {"base.py": "x = 1\n"})
    options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False)
    extract(Request(project, options, layout="package"), out=tmp_path / "out", smoke=False)
    lock = read_lock(tmp_path / "out")
    assert lock is not None
    assert lock.project.requires_after == ("base>=1.0,!=1.5,<2",)
