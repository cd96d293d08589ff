"""Measure both sides: time to import the main entry, and size of the third-party files."""

from __future__ import annotations

import json
import os
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.model.verdict import Difference
from vendorize.verify.child import Place, run_child

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.sides import Side
    from vendorize_analysis.model.project import Project

_MEASURE = """\
import importlib, json, sys, time
started = time.perf_counter()
module = importlib.import_module(sys.argv[1])
seconds = time.perf_counter() - started
print("\\n" + json.dumps([seconds * 1000, getattr(module, "__file__", None) or ""]))
"""
_RUNS = 3
_TIMEOUT = 120.0


@dataclass(frozen=True, slots=True)
class Start:
    """One import of the main entry."""

    milliseconds: float
    file: str
    """Where the module came from; empty when the import failed."""
    message: str


@dataclass(frozen=True, slots=True)
class Startup:
    """Both sides' start."""

    module: str
    """The main entry; empty when there is none."""
    baseline: Start
    result: Start

    def difference(self) -> Difference | None:
        """Give the difference when only one side imports."""
        if bool(self.baseline.file) == bool(self.result.file):
            return None
        before, after = ("passed" if side.file else "failed" for side in (self.baseline, self.result))
        return Difference(f"import {self.module}", before, after, self.result.message)


def main_module(project: Project) -> str:
    """Give the module where the program starts: that of a console script, else the first top-level name."""
    scripts = [entry for entry in project.entry_points if entry.group in ("console_scripts", "gui_scripts")]
    named = sorted(scripts, key=lambda entry: (entry.name != project.name, entry.name))
    if named:
        return named[0].module
    return project.top_level[0] if project.top_level else ""


def measure_startup(request: VerifyRequest, baseline: Side, result: Side, *, scratch: Path) -> Startup:
    """Give the median of interleaved imports after one warm-up that compiles; bytecode goes to the sides' own prefix.

    The result starts as it would be shipped: without overlay, alias finder and, in the site layout, site-packages.
    """
    module = main_module(request.project)
    nothing = Start(0.0, "", "")
    if not module:
        return Startup("", nothing, nothing)
    scratch.mkdir()
    roots = ["."] if request.plan.layout == "site" else list(request.source_roots)
    path = os.pathsep.join(str(request.result / root) for root in roots)
    bare = {**result.variables, "PYTHONPATH": path, "VENDORIZE_NO_ALIAS": "1"}
    flags = ["-S"] if request.plan.layout == "site" else []
    before: list[Start] = []
    after: list[Start] = []
    for _ in range(_RUNS + 1):
        before.append(_start([str(baseline.python)], module, Place(scratch, baseline.variables, scratch, _TIMEOUT)))
        after.append(_start([str(result.python), *flags], module, Place(scratch, bare, scratch, _TIMEOUT)))
    return Startup(module, _median(before[1:]), _median(after[1:]))


def measure_size(request: VerifyRequest) -> tuple[int, int]:
    """Give the bytes of all third-party files that the program needs at run time, originally and in the result."""
    environment, plan = request.environment, request.plan
    sizes = {one.key: one.size for one in environment.distributions}
    baseline = sum(sizes.get(key, 0) for key in environment.closure)
    if plan.layout == "site":
        own = {module.relative for module in plan.first_party} | {data.relative for data in plan.first_party_data}
        if plan.project_info is not None:
            info = request.result / plan.project_info.name
            own |= {path.relative_to(request.result).as_posix() for path in info.rglob("*")}
        return baseline, _size_below(request.result, own)
    external = sum(sizes.get(one.key, 0) for one in plan.distributions if one.verdict == "external")
    places = [request.result.joinpath(root, *plan.namespace.split(".")) for root in request.source_roots]
    return baseline, external + sum(_size_below(place, frozenset()) for place in places)


def _start(interpreter: Sequence[str], module: str, place: Place) -> Start:
    finished = run_child([*interpreter, "-c", _MEASURE, module], place)
    try:
        milliseconds, file = json.loads(finished.stdout.splitlines()[-1])
    except (ValueError, TypeError, IndexError):
        lines = finished.stderr.strip().splitlines()
        return Start(0.0, "", lines[-1] if lines else f"exit code {finished.exit_code}")
    return Start(milliseconds, file or "?", "")


def _median(starts: Sequence[Start]) -> Start:
    broken = [start for start in starts if not start.file]
    if broken:
        return broken[0]
    return Start(statistics.median(start.milliseconds for start in starts), starts[0].file, "")


def _size_below(folder: Path, leave_out: set[str] | frozenset[str]) -> int:
    if not folder.is_dir():
        return 0
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(
        path.stat().st_size
        for path in files
        if path.suffix != ".pyc" and path.relative_to(folder).as_posix() not in leave_out
    )
