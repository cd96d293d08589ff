"""Measure how long the analysis takes, as a multiple of what reading the same files must take at least.

The floor is `ast.parse` of exactly the modules that the analysis read, in the same process; floor and analysis take
turns, and the best of several rounds counts, so that other work on the machine weighs little. Ratios are of processor
time, child processes included; the ratio of elapsed time stands beside it.

  cold      nothing cached yet; what is found is stored
  jobs      cold with more processes (`--jobs`): elapsed time in times the elapsed floor
  warm      everything cached, nothing changed
  changed   everything cached but one first-party file, in which a comment changed
  edited    the same, and its code changed: the search is done again
  memory    peak of a process that analyses, over one that parses the same files one after another
"""

from __future__ import annotations

import argparse
import ast
import cProfile
import gc
import json
import os
import platform
import pstats
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

import applications  # noqa: E402

from vendorize_analysis.model.options import AnalysisOptions  # noqa: E402
from vendorize_analysis.pipeline import analyze  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from applications import Application

    from vendorize_analysis.model.analysis import Analysis

GOALS = {"cold": 2.5, "warm": 0.25, "changed": 0.3}
"""Processor time, in times the floor."""
PHASES = ("parse", "summarize", "link", "reach", "rest")
HEAD = (
    "application",
    "files",
    "lines",
    "floor",
    "cold",
    "elapsed",
    "jobs",
    "warm",
    "elapsed",
    "changed",
    "edited",
    "memory",
    "MB",
    *PHASES,
)


class Spent(NamedTuple):
    """Seconds."""

    processor: float
    elapsed: float


@dataclass(frozen=True, slots=True)
class Result:
    """The best of all rounds for one application."""

    files: int
    lines: int
    floor: Spent
    cold: Spent
    jobs: Spent
    warm: Spent
    changed: Spent
    edited: Spent
    memory: tuple[int, int]
    """Peak in bytes: analysis, floor."""
    phases: dict[str, float]
    """Elapsed seconds of the quickest cold run."""


def main() -> None:
    """Measure the applications, print a table, and end with 1 if one is above the goal."""
    options = _options()
    if options.peak:
        _print_peak(options.peak, [Path(name) for name in options.names])
        return
    if not (options.corpus / "apps.toml").is_file():
        sys.exit(f"{options.corpus} is no corpus: it has no apps.toml (name its folder with --corpus)")
    results: dict[str, Result] = {}
    for application in applications.load(options.corpus, options.work, options.names):
        applications.prepare(application)
        with tempfile.TemporaryDirectory(prefix="vendorize-analysis-", ignore_cleanup_errors=True) as scratch:
            source = Path(scratch).resolve() / "src"
            shutil.copytree(application.source, source, symlinks=True)
            if options.profile:
                _profile(application, source)
            else:
                results[application.name] = _measure(application, source, rounds=options.rounds, jobs=options.jobs)
    if not results:
        return
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} processors")
    print(f"best of {options.rounds}; floor and phases in ms, memory in MB, the others in times the floor")
    print(applications.table([HEAD, *(_row(name, result) for name, result in results.items())]))
    missed = False
    for name, goal in GOALS.items():
        worst = max(_ratio(getattr(result, name), result.floor) for result in results.values())
        print(f"{name}: at most {worst:.2f} times the floor (goal: {goal})")
        missed |= worst > goal
    sys.exit(missed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument(
        "--rounds", type=int, default=5, metavar="N", help="rounds, of which the best counts (%(default)s)"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes in column `jobs` (%(default)s)")
    parser.add_argument(
        "--profile", action="store_true", help="say where the time of a cold run goes, and measure nothing"
    )
    parser.add_argument("--peak", choices=("analysis", "floor"), help=argparse.SUPPRESS)  # the child process for memory
    return parser.parse_args()


# -- time -------------------------------------------------------------------------------------------------------


def _measure(application: Application, source: Path, *, rounds: int, jobs: int) -> Result:
    analysis = _analyze(source, application.python)
    files = _files(analysis)
    sources = [path.read_bytes() for path in files]
    changing = _first_party_file(analysis)
    spent: dict[str, list[Spent]] = {name: [] for name in ("floor", "cold", "jobs", "warm", "changed", "edited")}
    phases: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="vendorize-analysis-") as name:
        cache = Path(name)
        _analyze(source, application.python, cache)
        for number in range(rounds):
            spent["floor"].append(_timed(lambda: _parse(sources)))
            empty = cache / str(number)
            once = partial(_analyze, source, application.python, empty)
            spent["cold"].append(_timed(partial(_note_phases, phases, once)))
            together = partial(_analyze, source, application.python, cache / f"{number}-jobs", jobs)
            spent["jobs"].append(_timed(together))
            spent["warm"].append(_timed(lambda: _analyze(source, application.python, cache)))
            for kind, text in (("changed", f"# change {number}"), ("edited", f"def change_{number}(): print()")):
                with changing.open("a", encoding="utf-8") as file:
                    file.write(f"\n{text}\n")
                spent[kind].append(_timed(lambda: _analyze(source, application.python, cache)))
    return Result(
        files=len(files),
        lines=analysis.lines_read,
        **{name: _best(each) for name, each in spent.items()},
        memory=_memory(source, application.python, files),
        phases=min(phases, key=lambda each: sum(each.values())),
    )


def _note_phases(phases: list[dict[str, float]], run: Callable[[], Analysis]) -> None:
    phases.append(_phases(run()))


def _analyze(source: Path, python: Path, cache: Path | None = None, jobs: int = 1) -> Analysis:
    return analyze(source, AnalysisOptions(python=python, cache_dir=cache, use_cache=cache is not None, jobs=jobs))


def _files(analysis: Analysis) -> list[Path]:
    return [module.path for module in analysis.modules.values()]


def _first_party_file(analysis: Analysis) -> Path:
    """Return the largest first-party file: the worst that is edited in everyday work."""
    own = [module.path for module in analysis.modules.values() if not module.distribution]
    return max(own, key=lambda path: path.stat().st_size)


def _parse(sources: Iterable[bytes]) -> None:
    """Do what nothing can do without, as the analysis does it: one file after another, the collector paused."""
    enabled = gc.isenabled()
    gc.disable()
    for source in sources:
        ast.parse(source)
    if enabled:
        gc.enable()


def parse_files(paths: Iterable[Path]) -> None:
    """Parse files one after another, as the floor of a benchmark."""
    for path in paths:
        try:
            _parse([path.read_bytes()])
        except (SyntaxError, ValueError):
            continue  # such files cost the analysis no more


def _phases(analysis: Analysis) -> dict[str, float]:
    seconds = analysis.seconds
    known = {name: getattr(seconds, name) for name in PHASES[:-1]}
    return {**known, "rest": seconds.total - sum(known.values())}


def _timed(action: Callable[[], object]) -> Spent:
    gc.collect()
    processor, started = _processor(), time.perf_counter()
    action()
    elapsed = time.perf_counter() - started
    return Spent(_processor() - processor, elapsed)


def _processor() -> float:
    """Return the processor time of this process and of the children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _best(spent: Sequence[Spent]) -> Spent:
    return Spent(min(each.processor for each in spent), min(each.elapsed for each in spent))


# -- memory -----------------------------------------------------------------------------------------------------


def _memory(source: Path, python: Path, files: Sequence[Path]) -> tuple[int, int]:
    """Return the peak of a cold analysis and of parsing the same files, each in a process of its own."""
    return _peak("analysis", [source, python]), _peak("floor", files)


def _peak(what: str, names: Sequence[Path]) -> int:
    command = [sys.executable, __file__, "--peak", what, *map(str, names)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(json.loads(answer))


def _print_peak(what: str, names: Sequence[Path]) -> None:
    if what == "analysis":
        source, python = names
        _analyze(source, python)
    else:
        for path in names:
            _parse([path.read_bytes()])
    print(_own_peak())


def _own_peak() -> int:
    """Return the peak in bytes: Linux hands `ru_maxrss` on from the process that started us; its own count is read."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


# -- where the time goes ----------------------------------------------------------------------------------------


def _profile(application: Application, source: Path) -> None:
    """Print own time by stage, then the most expensive functions of each."""
    profile = cProfile.Profile()
    profile.runcall(_analyze, source, application.python)
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    total = sum(own for _calls, _all, own, _cumulative, _callers in stats.values())
    stages: dict[str, list[tuple[float, int, str]]] = {}
    for (file, line, name), (calls, _all, own, _cumulative, _callers) in stats.items():
        stages.setdefault(_stage(file, name), []).append((own, calls, f"{Path(file).name}:{line} {name}"))
    print(
        f"\n{application.name}: own time of a cold run under the profiler, in % (calls weigh more there than without)"
    )
    for stage, functions in sorted(stages.items(), key=lambda item: -sum(own for own, *_ in item[1])):
        share = 100 * sum(own for own, *_ in functions) / total
        if share < 1:
            continue
        print(f"{share:5.1f}  {stage}")
        for own, calls, name in sorted(functions, reverse=True)[:4]:
            print(f"         {100 * own / total:5.1f}  {name} ({calls:,} calls)")


def _stage(file: str, name: str) -> str:
    package = str(REPOSITORY / "analysis" / "vendorize_analysis") + os.sep
    if file.startswith(package):
        return file.removeprefix(package).partition(os.sep)[0]
    if "compile" in name or file.endswith("ast.py"):
        return "ast"
    return "built-in functions" if file == "~" else "standard library and others"


def _row(name: str, result: Result) -> tuple[str, ...]:
    peak, floor = result.memory
    return (
        name,
        str(result.files),
        str(result.lines),
        f"{1000 * result.floor.processor:.0f}",
        f"{_ratio(result.cold, result.floor):.2f}",
        f"{result.cold.elapsed / result.floor.elapsed:.2f}",
        f"{result.jobs.elapsed / result.floor.elapsed:.2f}",
        f"{_ratio(result.warm, result.floor):.2f}",
        f"{result.warm.elapsed / result.floor.elapsed:.2f}",
        f"{_ratio(result.changed, result.floor):.2f}",
        f"{_ratio(result.edited, result.floor):.2f}",
        f"{peak / floor:.2f}",
        f"{peak / 2**20:.0f}",
        *(f"{1000 * result.phases[phase]:.0f}" for phase in PHASES),
    )


def _ratio(spent: Spent, floor: Spent) -> float:
    return spent.processor / floor.processor


if __name__ == "__main__":
    main()
