"""Measure how long extraction takes, as a multiple of a cold analysis of the same program, and where the time goes.

Everything happens in this process, with one job and without a cache; processor time, the best of several rounds. The
result is written to a temporary folder; how long that takes depends on the disk more than on us.
"""

from __future__ import annotations

import argparse
import cProfile
import platform
import pstats
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

import applications  # noqa: E402

from vendorize import steps  # noqa: E402
from vendorize.emit import write  # noqa: E402
from vendorize.model.request import Request  # noqa: E402
from vendorize.planning import measure, plan  # noqa: E402
from vendorize_analysis.model.events import Silent  # noqa: E402
from vendorize_analysis.model.options import AnalysisOptions  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from applications import Application

    Value = TypeVar("Value")

GOAL = 10.0
"""Extraction, in times a cold analysis."""
PHASES = ("analyze", "plan", "build", "write", "measure")
HEAD = ("application", "layout", "files", "cold s", "times cold", *PHASES[1:])


class Clock:
    """Adds up processor time by phase."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PHASES, 0.0)

    def time(self, phase: str, work: Callable[[], Value]) -> Value:
        """Do some work, and note how long it took."""
        began = time.process_time()
        done = work()
        self.seconds[phase] += time.process_time() - began
        return done


def main() -> None:
    """Extract the applications in both layouts, print a table, and end with 1 if one is above the goal."""
    options = _options()
    rows: list[tuple[str, ...]] = []
    worst = 0.0
    for application in applications.load(options.corpus, options.work, options.names or ("mkdocs",)):
        applications.prepare(application)
        layouts: tuple[str, ...] = ("site", "package")
        for layout in layouts:
            if options.profile:
                profile = cProfile.Profile()
                profile.runcall(_extract, application, layout)
                pstats.Stats(profile).sort_stats("tottime").print_stats(30)
                continue
            rounds = [_extract(application, layout) for _ in range(options.rounds)]
            best = {phase: min(seconds[phase] for seconds, _ in rounds) for phase in PHASES}
            times = sum(best.values()) / best["analyze"]
            worst = max(worst, times)
            shares = (f"{best[phase] / best['analyze']:.2f}" for phase in PHASES[1:])
            files = str(rounds[0][1])
            rows.append((application.name, layout, files, f"{best['analyze']:.2f}", f"{times:.1f}", *shares))
    if not rows:
        return
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; phases in times cold")
    print(applications.table([HEAD, *rows], left=2))
    print(f"extraction: at most {worst:.1f} times a cold analysis (goal: {GOAL:.0f})")
    sys.exit(worst > GOAL)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds, of which the best counts")
    parser.add_argument("--profile", action="store_true", help="say where the time goes, and measure nothing")
    return parser.parse_args()


def _extract(application: Application, layout: str) -> tuple[dict[str, float], int]:
    clock, progress = Clock(), Silent()
    options = AnalysisOptions(python=application.python, use_cache=False)
    request = Request(start=application.source, options=options)
    settings = steps.settings_of(request)
    analysis = clock.time("analyze", lambda: steps.analyze_for(request, settings, progress, layout=layout))
    decided = clock.time("plan", lambda: plan(analysis, layout=layout, namespace=settings.namespace))
    with tempfile.TemporaryDirectory(prefix="vendorize-extraction-") as folder:
        out = Path(folder) / "out"
        bundle = clock.time("build", lambda: steps.build(analysis, decided, progress, out=out))
        clock.time("write", lambda: write(bundle, out, layout=layout))
    clock.time("measure", lambda: measure(analysis, decided))
    return clock.seconds, len(bundle.files)


if __name__ == "__main__":
    main()
