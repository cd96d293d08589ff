"""What a start loads: each module takes a part of a thousandth of a second, and people wait for all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LOADED = """
import atexit, sys
atexit.register(lambda: print(*(name for name in sys.modules if name.partition(".")[0] in {own}), file=sys.stderr))
from vendorize.cli.main import main
main({arguments}, prog_name="vendorize")
"""
OWN = {"libcst", "tomlkit", "vendorize", "vendorize_analysis"}
SLOW = {"click", "dataclasses", "hashlib", "inspect", "pathlib", "rich"}
NOT_FOR_A_REPORT = {
    *("libcst", "tomlkit"),
    *(f"vendorize.{name}" for name in ("emit", "lock", "transform", "verify", "model.bundle", "model.takenback")),
    *(f"vendorize.planning.{name}" for name in ("ability", "calls", "mechanisms")),
    *(f"vendorize_analysis.{name}" for name in ("callgraph", "graphing", "hotness", "refinement")),
}


def loaded(*arguments: str) -> list[str]:
    """Return the modules of ours, and of slow libraries, that a command has loaded when it ends."""
    code = LOADED.format(own=OWN, arguments=list(arguments))
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    return done.stderr.splitlines()[-1].split()


def test_the_version_is_told_without_a_stage() -> None:
    found = loaded("--version")
    assert len(found) <= 16, found
    assert not [name for name in found if "analysis.pipeline" in name or "workflow" in name]


def test_a_report_loads_what_it_needs(tmp_path: Path) -> None:
    found = loaded(*_analyze(tmp_path))
    assert sorted(NOT_FOR_A_REPORT.intersection(found)) == []
    assert len(found) <= 340


def test_a_report_that_is_remembered_loads_nothing_that_makes_one(tmp_path: Path) -> None:
    command = _analyze(tmp_path)
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.utime(path, (0, 0))
    # Nothing that has just changed is trusted, and the time of the last change of an entry cannot be set.
    code = LOADED.format(own=OWN | {"packaging"}, arguments=list(command))
    later = f"import time; now = time.time_ns; time.time_ns = lambda: now() + 3_600_000_000_000\n{code}"
    for _ in range(2):
        done = subprocess.run([sys.executable, "-P", "-c", later], capture_output=True, text=True, check=True)
    found = done.stderr.splitlines()[-1].split()
    assert [name for name in found if name.endswith("workflow") or name.startswith("packaging")] == []
    assert len(found) <= 60, found


def test_what_is_said_again_needs_next_to_nothing(tmp_path: Path) -> None:
    command = _analyze(tmp_path)
    code = LOADED.format(own=OWN | SLOW, arguments=()).replace("cli.main", "cli.again")
    code = code.replace('main((), prog_name="vendorize")', f"sys.argv = ['vendorize', *{command!r}]; main()")
    later = f"import time; now = time.time_ns; time.time_ns = lambda: now() + 3_600_000_000_000\n{code}"
    for _ in range(2):
        done = subprocess.run([sys.executable, "-P", "-c", later], capture_output=True, text=True, check=True)
    found = done.stderr.splitlines()[-1].split()
    assert not SLOW.intersection(found)
    assert len(found) <= 20, found


def _analyze(folder: Path) -> tuple[str, ...]:
    """Return the arguments that analyse a small program."""
    (folder / "site").mkdir()
    (folder / "app.py").write_text("print('hello')\n", encoding="utf-8")
    places = ("--search-path", str(folder / "site"), "--cache-dir", str(folder / "cache"))
    return ("analyze", str(folder / "app.py"), *places)
