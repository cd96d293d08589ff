"""Compare the speed of two builds of vendorize on the same projects: processor time of whole processes, in pairs.

`BASELINE` is the interpreter of an environment that has the other build installed; `--with` that of the build to
judge (default: the one that runs this script). Projects are folders, single files, or names of applications of the
two corpora; without any, all that are prepared in `--work`. For each project the two builds take turns, `--rounds`
times, and the build that begins alternates. Each turn is four processes with a cache of its own:

- `cold`: `analyze` with an empty cache, which is filled,
- `warm`: the same again,
- `edited`: again, after a function was added to the largest module of a copy of the project,
- `extract`: `extract --layout site` with the cache, without a smoke start.

With `--values` also `analyze --precision values`, with `--with-verify` also `verify`. A row says the processor time of
the baseline in seconds and the median over the rounds of (this build / baseline), below 1 where this build is faster,
and the peak of memory of the cold analysis as the same ratio. The last row is the geometric mean. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import applications
from projects import find_projects, interpreter, prepared_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from projects import Project

ALWAYS = ("cold", "warm", "edited", "extract")
TIMEOUT = 3600
SETTLED = 2.1
"""Seconds after which a build trusts the times of a changed file, and remembers an answer about it."""
_UNCOMPILED = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"})
ADDED = "\n\ndef added_by_a_benchmark(value):\n    return [value, str(value)]\n"
_OTHERS = frozenset({".git", ".tox", ".venv", "build", "docs", "examples", "node_modules", "test", "tests", "venv"})


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took, children included."""

    seconds: float
    """Of processor time."""
    peak: int
    """Of the largest process, in the system's unit."""


@dataclass(slots=True)
class Measured:
    """The costs of one build on one project by stage, in the order of the rounds."""

    costs: dict[str, list[Cost]] = field(default_factory=dict)

    def add(self, stage: str, cost: Cost) -> None:
        """Note a cost."""
        self.costs.setdefault(stage, []).append(cost)


class FailedError(Exception):
    """A build ended with an error where it should not."""


def main() -> None:
    """Measure, print a row for each project as soon as it is known, and the means."""
    options = _options()
    builds = [interpreter(options.baseline), interpreter(options.build)]
    for build in builds:
        _compiled(build)
    names = options.projects or prepared_names(options)
    stages = [*ALWAYS, *(["values"] if options.values else []), *(["verify"] if options.with_verify else [])]
    rows: list[dict[str, float]] = []
    print("  ".join([f"{'project':24}", *(f"{stage:>14}" for stage in stages), f"{'memory':>7}"]), flush=True)
    for project in find_projects(names, options):
        try:
            found = measure(project, builds, stages, options)
        except FailedError as error:
            print(f"{project.name:24}  {error}", flush=True)
            continue
        rows.append(ratios(found, stages))
        cells = [f"{_base(found, stage):6.2f}s x{rows[-1][stage]:5.2f}" for stage in stages]
        print(
            "  ".join([f"{project.name:24}", *(f"{cell:>14}" for cell in cells), f"x{rows[-1]['memory']:6.2f}"]),
            flush=True,
        )
    if rows:
        means = {name: statistics.geometric_mean(row[name] for row in rows) for name in rows[0]}
        cells = [f"x{means[stage]:5.2f}" for stage in stages]
        title = f"geometric mean of {len(rows)}"
        print("  ".join([f"{title:24}", *(f"{cell:>14}" for cell in cells), f"x{means['memory']:6.2f}"]))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def measure(
    project: Project, builds: Sequence[str], stages: Sequence[str], options: argparse.Namespace
) -> tuple[Measured, Measured]:
    """Return what both builds take on one project; raises `FailedError` where one of them cannot do it."""
    found = (Measured(), Measured())
    with tempfile.TemporaryDirectory(prefix="vendorize-speed-", ignore_cleanup_errors=True) as name:
        copies = [_copied(project, Path(name) / str(number)) for number in range(len(builds))]
        for turn in range(options.rounds):
            for side in (0, 1) if turn % 2 == 0 else (1, 0):
                work = Path(name) / f"turn-{turn}-{side}"
                work.mkdir()
                for stage, cost in _turn(builds[side], copies[side], work, stages):
                    found[side].add(stage, cost)
                shutil.rmtree(work, ignore_errors=True)
    return found


def ratios(found: tuple[Measured, Measured], stages: Sequence[str]) -> dict[str, float]:
    """Return the median of the ratios of each stage, and that of the peaks of the cold analysis as `memory`."""
    base, build = (each.costs for each in found)
    ratio = {
        stage: statistics.median(
            ours.seconds / theirs.seconds for theirs, ours in zip(base[stage], build[stage], strict=True)
        )
        for stage in stages
    }
    peaks = zip(base["cold"], build["cold"], strict=True)
    return {**ratio, "memory": statistics.median(ours.peak / theirs.peak for theirs, ours in peaks)}


def _base(found: tuple[Measured, Measured], stage: str) -> float:
    return statistics.median(cost.seconds for cost in found[0].costs[stage])


def _turn(python: str, project: Project, work: Path, stages: Sequence[str]) -> Iterator[tuple[str, Cost]]:
    common = [str(project.path), "--python", str(project.python), *project.options, "--jobs", "1"]
    cached = [*common, "--cache-dir", str(work / "cache")]
    largest = _largest(project.path)
    source = largest.read_bytes()
    commands = {
        "cold": ["analyze", *cached],
        "warm": ["analyze", *cached],
        "edited": ["analyze", *cached],
        "extract": ["extract", *cached, "--layout", "site", *_without_trial(python), "--out", str(work / "result")],
        "values": ["analyze", *common, "--no-cache", "--precision", "values"],
        "verify": ["verify", *cached, "--layout", "site", *(["--", *project.tests] if project.tests else [])],
    }
    for stage in stages:
        if stage == "cold":
            time.sleep(max(0.0, largest.stat().st_mtime + SETTLED - time.time()))
        if stage == "edited":
            largest.write_bytes(source + ADDED.encode())
        try:
            yield stage, _run([python, "-P", "-m", "vendorize", *commands[stage]], project, work)
        finally:
            if stage == "edited":
                largest.write_bytes(source)


def _run(command: Sequence[str], project: Project, work: Path) -> Cost:
    """Run a process to its end; raises `FailedError` unless it ends with 0 or 1."""
    log = work / "log"
    with log.open("wb") as out:
        done = subprocess.Popen(
            command,
            cwd=work,
            env=_variables(project),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
        _, status, usage = os.wait4(done.pid, 0)
        done.returncode = os.waitstatus_to_exitcode(status)
    if done.returncode not in {0, 1}:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise FailedError(f"{command[0]} {command[4]} ended with {done.returncode}: {' '.join(last)}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def _variables(project: Project) -> dict[str, str]:
    """Return the environment of a process: without what would have each compile our own sources again."""
    given = os.environ if project.variables is None else project.variables
    return {name: value for name, value in given.items() if name not in _UNCOMPILED}


@cache
def _compiled(python: str) -> None:
    """Let a build write the bytecode of all that it imports, as an installer does, before anything is measured."""
    code = (
        "import compileall, importlib.util as u, os, sys;"
        "[compileall.compile_dir(os.path.dirname(u.find_spec(name).origin), quiet=2) for name in sys.argv[1:]]"
    )
    command = [python, "-P", "-c", code, "vendorize", "vendorize_analysis", "click", "rich", "libcst", "packaging"]
    subprocess.run(command, check=True)


@cache
def _without_trial(python: str) -> tuple[str, ...]:
    """Return the option that leaves the smoke start out, if a build has it: older ones make none."""
    done = subprocess.run([python, "-P", "-m", "vendorize", "extract", "--help"], capture_output=True, check=False)
    return ("--no-smoke",) if b"--no-smoke" in done.stdout else ()


def _copied(project: Project, folder: Path) -> Project:
    """Return the project with a copy of its sources, which may be edited."""
    if project.path.is_dir():
        shutil.copytree(project.path, folder, ignore=shutil.ignore_patterns(".git", ".venv", "venv"), symlinks=True)
        return replace(project, path=folder)
    folder.mkdir()
    return replace(project, path=Path(shutil.copy(project.path, folder)))


def _largest(path: Path) -> Path:
    """Return the largest module of a project that is neither test nor documentation, as far as names tell."""
    if path.is_file():
        return path
    found = [file for file in path.rglob("*.py") if not _OTHERS.intersection(file.relative_to(path).parts[:-1])]
    inner = [file for file in found if len(file.relative_to(path).parts) > 1 and not file.name.startswith("test_")]
    return max(inner or found, key=lambda file: (file.stat().st_size, str(file)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("baseline", metavar="BASELINE", help="interpreter of the build to compare with")
    parser.add_argument("projects", nargs="*", metavar="PROJECT", help="folders, files, applications")
    parser.add_argument("--with", dest="build", default=sys.executable, metavar="PYTHON", help="the build to judge")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="turns of each build (%(default)s)")
    parser.add_argument("--values", action="store_true", help="also `analyze --precision values`")
    parser.add_argument("--with-verify", action="store_true", help="also `verify` with the project's tests: slow")
    parser.add_argument("--target", metavar="PYTHON", help="environment of folders without .venv (default: ours)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the ratios there")
    parser.add_argument("--corpus", type=Path, default=applications.CORPUS, metavar="DIR", help="folder with apps.toml")
    parser.add_argument(
        "--work", type=Path, default=applications.default_work(), metavar="DIR", help="prepared applications"
    )
    options = parser.parse_args()
    options.target = options.target or sys.executable
    return options


if __name__ == "__main__":
    main()
