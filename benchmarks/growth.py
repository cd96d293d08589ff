"""Measure how the time of the analysis grows with the code that it reads: time per line, from thousands to a million.

A program requires whole distributions, imports them and keeps everything in them, the smallest ones first, as many as
it takes to reach each size. Floor and analysis are as in `analysis.py`: processor time, the best of several rounds, one
process for each size, nothing cached. The last column compares the time per line with that of the largest size.

Install what is to be read first, for instance `pip install sympy botocore twisted sqlalchemy django` in an environment
of its own, and name its interpreter.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

import applications  # noqa: E402

from analysis import parse_files  # noqa: E402
from vendorize_analysis.model.options import AnalysisOptions, KeepRule  # noqa: E402
from vendorize_analysis.pipeline import analyze  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize_analysis.model.analysis import Analysis

Chosen = dict[str, list[str]]
"""Distributions with their top-level names."""
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
GOAL = 1.2
HEAD = ("lines", "files", "parts", "floor s", "cold s", "cold/floor", "us per line", "parse", "summarize", "reach", "x")


class Result(NamedTuple):
    """One size."""

    lines: int
    files: int
    parts: int
    floor: float
    cold: float
    phases: tuple[float, float, float]


def main() -> None:
    """Measure each size, print a table, and end with 1 if the largest takes much longer per line than the smallest."""
    options = _options()
    if options.keep:
        print(json.dumps(_measure(options.python, json.loads(options.keep), options.rounds)))
        return
    results = [_in_child(options, keep) for keep in _choices(options.python, options.sizes)]
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    last = results[-1]
    print(applications.table([HEAD, *(_row(result, last) for result in results)], left=0))
    growth = (last.cold / last.floor) / min(result.cold / result.floor for result in results)
    print(f"largest size: {growth:.2f} times the best ratio to the floor (goal: {GOAL})")
    sys.exit(growth > GOAL)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", type=Path, help="interpreter of the environment to read")
    parser.add_argument("--rounds", type=int, default=2, metavar="N", help="rounds, of which the best counts")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="LINES", help="sizes to reach")
    parser.add_argument("--keep", default="", help=argparse.SUPPRESS)  # the child process for one size
    return parser.parse_args()


def _choices(python: Path, sizes: Sequence[int]) -> list[Chosen]:
    """Return for each size the smallest distributions that reach it, with their top-level names."""
    with tempfile.TemporaryDirectory(prefix="vendorize-growth-") as folder:
        (Path(folder) / "program.py").write_text("import sys\n", encoding="utf-8")
        # A program of one file that says nothing of its requirements may use all that is installed.
        found = analyze(Path(folder) / "program.py", AnalysisOptions(python=python, use_cache=False))
    lines = {
        one.name: sum(found.figures[module.name].lines for module in one.modules if module.name in found.figures)
        for one in found.environment.distributions
    }
    tops = {one.name: list(one.top_level) for one in found.environment.distributions}
    chosen: list[Chosen] = []
    for size in sizes:
        keep: Chosen = {}
        for name in sorted(lines, key=lambda name: (lines[name], name)):
            if sum(lines[one] for one in keep) < size:
                keep[name] = tops[name]
        if keep not in chosen:
            chosen.append(keep)
    return chosen


def _in_child(options: argparse.Namespace, keep: Chosen) -> Result:
    command = [sys.executable, __file__, str(options.python), "--rounds", str(options.rounds)]
    answer = subprocess.run([*command, "--keep", json.dumps(keep)], check=True, stdout=subprocess.PIPE, text=True)
    return Result(*json.loads(answer.stdout))


def _measure(python: Path, keep: Chosen, rounds: int) -> Result:
    floor: list[float] = []
    cold: list[tuple[float, tuple[float, float, float]]] = []
    lines = files = parts = 0
    with tempfile.TemporaryDirectory(prefix="vendorize-growth-") as folder:
        for _ in range(rounds):
            began = time.process_time()
            found = _analyze(Path(folder), python, keep)
            seconds = found.seconds
            cold.append((time.process_time() - began, (seconds.parse, seconds.summarize, seconds.link + seconds.reach)))
            paths = [module.path for module in found.modules.values()]
            lines, files = found.lines_read, len(paths)
            parts = sum(map(len, found.liveness.parts.values()))
            del found
            began = time.process_time()
            parse_files(paths)
            floor.append(time.process_time() - began)
    best, phases = min(cold)
    return Result(lines, files, parts, min(floor), best, phases)


def _analyze(folder: Path, python: Path, keep: Chosen) -> Analysis:
    names = [name for tops in keep.values() for name in tops]
    project = f'[project]\nname = "program"\nversion = "1"\ndependencies = {json.dumps(list(keep))}\n'
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    (folder / "program.py").write_text("".join(f"import {name}\n" for name in names), encoding="utf-8")
    rules = tuple(KeepRule(symbol, "to measure") for name in names for symbol in (name, f"{name}.*"))
    return analyze(folder, AnalysisOptions(python=python, keep=rules, use_cache=False))


def _row(result: Result, last: Result) -> tuple[str, ...]:
    per_line = result.cold / result.lines
    return (
        f"{result.lines:,}",
        f"{result.files:,}",
        f"{result.parts:,}",
        f"{result.floor:.2f}",
        f"{result.cold:.2f}",
        f"{result.cold / result.floor:.2f}",
        f"{1e6 * per_line:.1f}",
        *(f"{phase / result.floor:.2f}" for phase in result.phases),
        f"{per_line / (last.cold / last.lines):.2f}",
    )


if __name__ == "__main__":
    main()
