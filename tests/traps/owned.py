"""Traps whose libraries belong to the program: one project, cut from its entry point (`prune-first-party`)."""

from __future__ import annotations

import shutil
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tests.traps.runner import Outcome, Run, Trap, extract_here, run, traps_by_name, write

if TYPE_CHECKING:
    from pathlib import Path

METADATA = """\
[project]
name = "trapped"
version = "1"

[tool.setuptools]
packages = {packages}
py-modules = {modules}

[tool.vendorize]
prune-first-party = true
roots = ["main"]
"""


def can_be_owned(trap: Trap) -> bool:
    """Tell whether the libraries of a trap can be code of one project: nothing asks how or where they are installed."""
    lies_apart = trap.is_installed or trap.has_second_root or trap.has_others_beside
    return not lies_apart and not any(".dist-info/" in path or path == "pyproject.toml" for path, _ in trap.files)


def as_project(trap: Trap) -> Trap:
    """Return a trap with its libraries beside `main.py`, and with metadata."""
    files = {path.removeprefix("site/"): text for path, text in trap.files}
    code = [PurePosixPath(path) for path in files if path.endswith(".py")]
    packages = sorted({".".join(path.parent.parts) for path in code if len(path.parts) > 1})
    modules = sorted(path.stem for path in code if len(path.parts) == 1)
    files["pyproject.toml"] = METADATA.format(packages=packages, modules=modules)
    return Trap(trap.name, trap.category, trap.policy, trap.about, tuple(files.items()))


def try_owned(name: str, layout: str, folder: Path) -> Outcome:
    """Compare one trap, as a project, with its extraction in one layout; `folder` is empty and ours."""
    trap, nothing = traps_by_name()[name], Run(0, "", "")
    if sys.version_info < trap.needs or not can_be_owned(trap):
        return Outcome(name, layout, "skipped", nothing, nothing, nothing)
    before, out, empty = folder / "before", folder / "out", folder / "empty"
    empty.mkdir(parents=True)
    write(as_project(trap), before)
    expected = run([sys.executable, "main.py"], before, path=(before,))
    if expected.code:
        return Outcome(name, layout, "skipped", expected, nothing, nothing)  # it needs its libraries elsewhere
    for compiled in before.rglob("__pycache__"):
        shutil.rmtree(compiled)
    target = ["--python", sys.executable, "--search-path", str(empty), "--layout", layout, "--no-cache", "--no-smoke"]
    tool = extract_here(["extract", str(before), *target, "--out", str(out)])
    if tool.code:
        return Outcome(name, layout, "crash", expected, tool, nothing)
    shutil.rmtree(before)
    got = run([sys.executable, "-s", "-S", "main.py"], out, path=(out,) if layout != "file" else ())
    same = (got.code, got.stdout) == (expected.code, expected.stdout)
    return Outcome(name, layout, "same" if same else "differs", expected, tool, got)
