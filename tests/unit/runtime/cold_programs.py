"""Programs with one dependency, and what comes of them where it is cold."""

# ruff: noqa: E501 - a program stands on one line

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize import workflow
from vendorize.model.request import Request
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

NOTHING_RAN = '{"schema": 1, "kind": "vendorize trace"}'
BODIES = NOTHING_RAN[:-1] + ', "distributions": {"dep": {"files": {"dep/__init__.py": ["<module>"]}}}}'
MAIN = "# /// script\n# dependencies = ['dep']\n# ///\nimport dep\nif __name__ == '__main__':\n    import sys\n    exec(sys.argv[1])\n    len(sys.argv) > 99 and print({names}{reads})\n"
READS = ", help(sys), __import__('linecache').getlines(sys.argv[99])"
"""Reads docstrings and source text: all of it stays, as whatever is run may ask for it."""


def project(folder: Path, policy: str, dep: str, names: str, *, reads: str = READS) -> Request:
    """Write a program with one dependency; return what asks for its result under a policy."""
    site = folder / "site"
    for path, text in {
        "dep/__init__.py": dep,
        "dep-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: dep\nVersion: 1\n",
        "dep-1.dist-info/RECORD": "dep/__init__.py,,\ndep-1.dist-info/METADATA,,\ndep-1.dist-info/RECORD,,\n",
    }.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    (folder / "app.py").write_text(MAIN.format(names=names, reads=reads), encoding="utf-8")
    if "traces" not in policy:  # no function ran
        (folder / "bodies.json").write_text(BODIES, encoding="utf-8")
        policy = f'traces = ["bodies.json"]\n{policy}'
    (folder / "vz.toml").write_text(policy, encoding="utf-8")
    options = AnalysisOptions(search_path=(site,), use_cache=False, jobs=1)
    return Request(folder / "app.py", options, config=folder / "vz.toml")


def write(folder: Path, policy: str, dep: str, names: str, *, layout: str = "site") -> Path:
    """Return the folder of the result."""
    request = replace(project(folder, policy, dep, names), layout=layout)
    workflow.extract(request, out=folder / "out", smoke=False)
    return folder / "out"


def run(
    code: str, app: Path, path: Path | None = None, *, python: str = sys.executable, kept: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run code in the program, with what is at `path` installed; `kept` says that bytecode is."""
    environment = {"PYTHONDONTWRITEBYTECODE": "" if kept else "1", **({"PYTHONPATH": str(path)} if path else {})}
    command = [python, "-S", str(app), code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
