"""Measure what it costs to import an application, original against result: `python benchmarks/startup.py [NAME...]`.

Each application is extracted once in each layout; both sides get compiled bytecode. Then `--runs` rounds of fresh
processes import the application's main module, original and results in turns, and each process tells the processor
time of that import alone, the peak of its memory and the modules that it has loaded. Ends with 1 if a result imports
a module that the original does not (that of vendorize itself is counted apart), or is slower than `--worst` allows.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import applications

if TYPE_CHECKING:
    from applications import Application

LAYOUTS = ("site", "package")
DEFERRED = "+"
"""End of the name of a layout whose imports wait (`--defer-imports`)."""
ROOTS = ("src", ".")
OWN = "_vendorize"
NAMESPACE = ("._vendor", "._vendor._support")
"""How the names of the modules begin, or end, that vendorize writes into results."""
# `site` is loaded on both sides: one of them may have been started without it. Results are looked for where the
# original is, behind the standard library.
_IMPORT = """\
import importlib, json, os, site, sys, time
sys.path += sys.argv[2:]
before = set(sys.modules)
begun = time.process_time()
importlib.import_module(sys.argv[1])
taken = time.process_time() - begun
# A moved module may have two names.
loaded = {id(module): name for name, module in sorted(sys.modules.items()) if name not in before}
try:
    with open("/proc/self/status") as stream:
        peak = next(int(line.split()[1]) for line in stream if line.startswith("VmHWM:"))
except (OSError, StopIteration):
    peak = 0
print("\\n" + json.dumps([taken, peak, sorted(before), sorted(loaded.values())]))
"""
HEAD = ("application", "layout", "modules", "result", "own", "CPU ms", "result", "ratio", "memory MB", "result")


@dataclass(slots=True)
class Side:
    """One form of an application, and what its processes told."""

    layout: str
    """Empty for the original."""
    command: list[str]
    variables: dict[str, str]
    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    """Kilobytes."""
    before: frozenset[str] = frozenset()
    loaded: frozenset[str] = frozenset()

    def start(self, folder: Path) -> None:
        """Import the main module in a fresh process; raises `CalledProcessError` where that fails."""
        done = subprocess.run(
            self.command, env=self.variables, cwd=folder, capture_output=True, text=True, check=True, timeout=120
        )
        taken, peak, before, loaded = json.loads(done.stdout.splitlines()[-1])
        self.seconds.append(taken)
        self.peaks.append(peak)
        self.before, self.loaded = frozenset(before), frozenset(loaded)

    def forget(self) -> None:
        """Drop what the first process told, which may have compiled."""
        self.seconds.clear()
        self.peaks.clear()


def main() -> int:
    """Print the table; return 1 where a result is worse than it may be."""
    options = _options()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="vendorize-startup-", ignore_cleanup_errors=True) as scratch:
        for application in applications.load(options.corpus, options.work, options.names):
            applications.prepare(application)
            home = Path(scratch) / application.name
            sides = [_original(application), *_results(application, home, options)]
            for number in range(options.runs + 1):
                for side in sides:
                    side.start(home)
                    if not number:
                        side.forget()
            rows += [_compared(application.name, sides[0], side) for side in sides[1:]]
            shutil.rmtree(home, ignore_errors=True)
            print(applications.table([HEAD, *map(_row, rows[-len(sides) + 1 :])], left=2), file=sys.stderr, flush=True)
    print(applications.table([HEAD, *map(_row, rows)], left=2))
    for row in rows:
        if row["only_result"]:
            print(f"{row['application']}, {row['layout']}: only the result imports {', '.join(row['only_result'])}")
    for layout in _layouts(options):
        ratios = [row["ratio"] for row in rows if row["layout"] == layout]
        print(f"{layout}: {statistics.geometric_mean(ratios):.2f} (geometric mean), lowest {min(ratios):.2f}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return int(any(row["only_result"] or row["ratio"] < options.worst for row in rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--layout", action="append", choices=LAYOUTS, help="repeatable (default: both)")
    parser.add_argument("--defer-imports", action="store_true", help="each layout also with imports that wait")
    parser.add_argument("--fast-start", action="store_true", help="with regular expressions that come compiled")
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="WORD",
        help="of extract, where imports wait",
    )
    parser.add_argument("--runs", type=int, default=30, help="processes of each side (%(default)s)")
    parser.add_argument("--worst", type=float, default=0.98, help="lowest ratio that is no failure (%(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    return parser.parse_args()


def _layouts(options: argparse.Namespace) -> list[str]:
    """Return the layouts that are asked for, those with imports that wait after the others."""
    layouts = list(options.layout or LAYOUTS)
    return layouts + [layout + DEFERRED for layout in layouts] if options.defer_imports else layouts


def _original(application: Application) -> Side:
    """Return the application as it is installed, compiled."""
    for folder in (application.source, applications.site_packages(application)):
        compileall.compile_dir(folder, quiet=2, legacy=False)
    variables = {**application.variables(), "PYTHONDONTWRITEBYTECODE": "1"}
    return Side("", [str(application.python), "-c", _IMPORT, application.settings["main"]], variables)


def _results(application: Application, home: Path, options: argparse.Namespace) -> list[Side]:
    """Extract in each layout, compile, and return the results."""
    home.mkdir(parents=True)
    sides = []
    for name in _layouts(options):
        out, layout = home / name, name.removesuffix(DEFERRED)
        words = ["extract", str(application.source), "--python", str(application.python), "--layout", layout]
        words += ["--quiet", "--no-smoke", "--cache-dir", str(home / "cache"), "--out", str(out)]
        words += ["--fast-start"] if options.fast_start else []
        words += ["--defer-imports", *options.option] if layout != name else []
        subprocess.run(
            [sys.executable, "-P", "-m", "vendorize", *words],
            cwd=home,
            check=True,
            env={**os.environ, **application.variables(), "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
            stdout=subprocess.DEVNULL,
        )
        compileall.compile_dir(out, quiet=2, legacy=False)
        roots = [out / root for root in (ROOTS if layout == "package" else (".",))]
        # What stays a dependency is beside the result: in `package` it is that of the environment.
        beside = [applications.site_packages(application)] if layout == "package" else []
        path = map(str, [root for root in (*roots, *beside) if root.is_dir()])
        variables = {**application.variables(), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [str(application.python), "-S", "-c", _IMPORT, application.settings["main"], *path]
        sides.append(Side(name, command, variables))
    return sides


def _compared(name: str, original: Side, result: Side) -> dict[str, Any]:
    given = original.before | result.before
    before, after = original.loaded - given, result.loaded - given
    own = {module for module in after if module.startswith(OWN) or module.endswith(NAMESPACE)}
    moved = {module.partition("._vendor.")[2] or module for module in after - own}
    return {
        "application": name,
        "layout": result.layout,
        "modules": len(before),
        "modules_after": len(after),
        "own": len(own),
        "only_result": sorted(moved - before - own),
        "milliseconds": statistics.median(original.seconds) * 1000,
        "milliseconds_after": statistics.median(result.seconds) * 1000,
        "ratio": statistics.median(original.seconds) / statistics.median(result.seconds),
        "peak": statistics.median(original.peaks),
        "peak_after": statistics.median(result.peaks),
    }


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["application"],
        row["layout"],
        str(row["modules"]),
        str(row["modules_after"]),
        str(row["own"]),
        f"{row['milliseconds']:.1f}",
        f"{row['milliseconds_after']:.1f}",
        f"{row['ratio']:.2f}",
        f"{row['peak'] / 1024:.1f}",
        f"{row['peak_after'] / 1024:.1f}",
    )


if __name__ == "__main__":
    sys.exit(main())
