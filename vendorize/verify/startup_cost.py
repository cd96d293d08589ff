"""Measure the start of both variants: time, memory and modules of a process that imports the main entry."""

from __future__ import annotations

import json
import os
import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.model.verdict import Difference
from vendorize.verify.child import Place, run_child
from vendorize.verify.startup_hook import SCRIPT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.variant_runner import VariantRunner
    from vendorize_analysis.model.project import Project

_MEASURE = """\
import importlib, json, site, sys, time
if len(sys.argv) > 2:
    with open(sys.argv[2], encoding="utf-8") as stream:
        start = {"__name__": "vendorize_startup_hook", "__file__": sys.argv[2]}
        exec(compile(stream.read(), sys.argv[2], "exec"), start)
    sys.addaudithook(start["refuse"])
before = dict(sys.modules)
started = time.perf_counter()
module = importlib.import_module(sys.argv[1])
seconds = time.perf_counter() - started
# One module may have two names there: in the layout `package` it has.
loaded = {id(found): name for name, found in sorted(sys.modules.items()) if name not in before}
for found in before.values():
    loaded.pop(id(found), None)

def peak():
    try:
        with open("/proc/self/status") as stream:
            # Not ru_maxrss: on Linux that remembers the process which started this one.
            return next(int(line.split()[1]) * 1024 for line in stream if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        pass
    if sys.platform != "darwin":
        return 0
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

file = getattr(module, "__file__", None) or ""
print("\\n" + json.dumps([seconds * 1000, file, sorted(before), sorted(loaded.values()), peak()]))
"""
_FEWEST, _MOST = 2, 5
"""Measured starts of each variant."""
_ALIKE = 0.1
"""What the times of a variant may differ by, as a part of the longest, for few of them to be enough."""
_TIMEOUT = 120.0


@dataclass(frozen=True, slots=True)
class Start:
    """One import of the main entry."""

    milliseconds: float
    file: str
    """Where the module came from; empty when the import failed."""
    message: str
    before: frozenset[str] = frozenset()
    """Names of the modules that the interpreter had loaded by itself."""
    loaded: frozenset[str] = frozenset()
    """Names of the modules that the import loaded, one for each module."""
    peak: int = 0
    """Bytes; 0 where the system does not tell."""


@dataclass(frozen=True, slots=True)
class Startup:
    """Both variants' start."""

    module: str
    """The main entry; empty when there is none."""
    baseline: Start
    result: Start

    def modules(self) -> tuple[int, int]:
        """Return how many modules the import loads in the original and in the result.

        Left out is what one of the interpreters has by itself: a result that starts without `site` and its `.pth` files
        would seem to load more.
        """
        given = self.baseline.before | self.result.before
        return len(self.baseline.loaded - given), len(self.result.loaded - given)

    def difference(self) -> Difference | None:
        """Return the difference when only one variant imports."""
        if bool(self.baseline.file) == bool(self.result.file):
            return None
        before, after = ("passed" if variant.file else "failed" for variant in (self.baseline, self.result))
        return Difference(f"import {self.module}", before, after, self.result.message)


def main_module(project: Project) -> str:
    """Return the module where the program starts: that of a console script, else the first top-level name."""
    scripts = [entry for entry in project.entry_points if entry.group in ("console_scripts", "gui_scripts")]
    named = sorted(scripts, key=lambda entry: (entry.name != project.name, entry.name))
    if named:
        return named[0].module
    return project.top_level[0] if project.top_level else ""


def _importable(request: VerifyRequest) -> str:
    """Return the module to import: where the program starts, if a result of one file has it, else what the file is."""
    module, file = main_module(request.project), request.layout.file_of(request.shipped)
    return module if file is None or module.partition(".")[0] == file.stem else file.stem


def measure_startup(request: VerifyRequest, before: VariantRunner, after: VariantRunner, *, scratch: Path) -> Startup:
    """Return the median of interleaved imports after one warm-up that compiles, into a bytecode folder of our own.

    Two are enough where the times of each variant are alike; else there are five.
    Trees and homes are made anew: what the tests have left in theirs would be measured too.
    The result starts as it would be shipped: without overlay, alias finder and, if it needs none, site-packages.
    So it has no `sitecustomize` of ours either; where that would refuse other machines, the measured process does.
    """
    module = _importable(request)
    nothing = Start(0.0, "", "")
    if not module:
        return Startup("", nothing, nothing)
    scratch.mkdir()
    for runner in (before, after):
        runner.renew()
    path = os.pathsep.join(str(request.shipped / root) for root in request.layout.import_roots(request))
    result = after.variant
    bare = {**result.variables, "PYTHONPATH": path, "VENDORIZE_NO_ALIAS": "1"}
    bare_python = [str(result.python), *request.layout.interpreter_options]
    words = [module, *([str(before.start() / SCRIPT)] if before.refuses else [])]
    walls = before.walls.words(scratch, *before.writable, *after.writable)
    place = Place(scratch, before.variant.variables, scratch, _TIMEOUT, walls)
    starts: tuple[list[Start], list[Start]] = ([], [])
    while len(starts[0]) <= _MOST and not (len(starts[0]) > _FEWEST and all(_are_alike(each[1:]) for each in starts)):
        starts[0].append(_start([str(before.variant.python)], words, place))
        starts[1].append(_start(bare_python, words, replace(place, variables=bare)))
    return Startup(module, _median(starts[0][1:]), _median(starts[1][1:]))


def _are_alike(starts: Sequence[Start]) -> bool:
    """Tell whether all have imported, and took about as long."""
    times = [start.milliseconds for start in starts]
    return all(start.file for start in starts) and max(times) - min(times) <= _ALIKE * max(times)


def _start(interpreter: Sequence[str], words: Sequence[str], place: Place) -> Start:
    finished = run_child([*interpreter, "-c", _MEASURE, *words], place)
    try:
        milliseconds, file, before, loaded, peak = json.loads(finished.stdout.splitlines()[-1])
    except (ValueError, TypeError, IndexError):
        lines = finished.stderr.strip().splitlines()
        return Start(0.0, "", lines[-1] if lines else f"exit code {finished.exit_code}")
    return Start(milliseconds, file or "?", "", frozenset(before), frozenset(loaded), peak)


def _median(starts: Sequence[Start]) -> Start:
    broken = [start for start in starts if not start.file]
    if broken:
        return broken[0]
    milliseconds = statistics.median(start.milliseconds for start in starts)
    peak = int(statistics.median(start.peak for start in starts))
    return Start(milliseconds, starts[0].file, "", starts[0].before, starts[0].loaded, peak)
