"""How many functions are hot for each that is executed, with and without a trace; and how many executed ones are not.

The tests of each application run under the tracer, in a copy of it, once all and once each half. Counted are functions
(`def`, those inside of others not) of third-party distributions that the search by names keeps: `live` are all,
`executed` those that the tests ran. Without a trace `hot` is decided by names and types; with one, half of the tests
is the trace and the other half is counted.

Usage: python benchmarks/hot.py [NAME …] --corpus DIR --work DIR [--traces DIR]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))
import shutil

import applications
import chosen_tests
from recall import CHOSEN, TIMEOUT, copy_of

from vendorize.executed import executed_object, functions_of, read_executed
from vendorize.tracing.gathering import gather
from vendorize.tracing.placing import Places
from vendorize.tracing.traced import start_folder
from vendorize_analysis.hotness import decide_hot
from vendorize_analysis.hotness.living import Living
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from applications import Application

    from vendorize.model.executed import Executed

HEAD = (
    "application", "live", "executed", "live/ex", "hot", "hot/ex", "missed",
    "traced", "ran", "traced/ran", "cold loads", "s",
)  # fmt: skip


def main() -> None:
    """Measure, and print a table with the medians."""
    options = _options()
    rows: list[tuple[str, ...]] = [HEAD]
    ratios: list[tuple[float, float]] = []
    for application in applications.load(options.corpus, options.work, options.names):
        applications.prepare(application)
        row, found = measure(application, [_traced(application, half, options.traces) for half in (0, 1)])
        rows.append(row)
        ratios.append(found)
        print(*row, file=sys.stderr, flush=True)
    print(applications.table(rows))
    for title, column in (("without", 0), ("with", 1)):
        print(f"hot / executed, median {title} trace: {median(each[column] for each in ratios):.2f}")


def measure(application: Application, halves: list[Executed]) -> tuple[tuple[str, ...], tuple[float, float]]:
    """Return a row of the table, and both ratios."""
    analysis = analyze(application.source, AnalysisOptions(python=application.python, extras=application.extras))
    living = Living(analysis)
    live = {
        key
        for name, module in analysis.modules.items()
        if module.distribution and module.distribution not in analysis.external
        for key in living.functions(name)
    }
    ran = [functions_of(half, analysis) & live for half in halves]
    both = ran[0] | ran[1]
    started = time.perf_counter()
    hot = decide_hot(analysis)
    seconds = time.perf_counter() - started
    typed = hot.functions & live
    traced = decide_hot(analysis, functions_of(halves[0], analysis)).functions & live
    print(application.name, dict(Counter(hot.reasons[key].kind for key in typed)), file=sys.stderr)
    for key in sorted(both - typed)[:: max(1, len(both - typed) // 12)]:
        print("  not hot, but ran:", *key, file=sys.stderr)
    for key in sorted(typed - both)[:: max(1, len(typed - both) // 12)]:
        print("  hot, but did not run:", *key, hot.reasons[key], file=sys.stderr)
    ratios = len(typed) / max(len(both), 1), len(traced) / max(len(ran[1]), 1)
    figures = (
        len(live), len(both), f"{len(live) / max(len(both), 1):.2f}", len(typed), f"{ratios[0]:.2f}", len(both - typed),
        len(traced), len(ran[1]), f"{ratios[1]:.2f}", len(ran[1] - traced), f"{seconds:.1f}",
    )  # fmt: skip
    return (application.name, *map(str, figures)), ratios


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--traces", type=Path, metavar="DIR", help="keep the traces there, and use those there")
    return parser.parse_args()


def _traced(application: Application, half: int, traces: Path | None) -> Executed:
    """Return what half of the tests execute."""
    kept = traces / f"{application.name}-{half}.json" if traces is not None else None
    if kept is not None and kept.is_file():
        return read_executed(kept)
    with tempfile.TemporaryDirectory(prefix="vendorize-hot-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch).resolve()
        copy = copy_of(application, folder / application.name)
        notes, start = start_folder(folder)
        shutil.copy(CHOSEN, applications.site_packages(copy))
        choice = folder / "half.json"
        choice.write_text(json.dumps({"half": half}), encoding="utf-8")
        results, _seconds, output = copy.library.run_tests(
            copy.settings,
            copy.folder,
            extra_env={"PYTHONPATH": str(start), chosen_tests.CHOICE: str(choice)},
            timeout=TIMEOUT,
            extra_args=("-p", "no:randomly", "-p", CHOSEN.stem),
        )
        if not results:
            sys.exit(f"the tests of {application.name} did not run:\n{output[-4000:]}")
        print(application.name, copy.library.counts(results), file=sys.stderr, flush=True)
        found = gather(notes)
        executed, _unplaced = Places(copy.source, start, found).place(found)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(executed_object(executed)), encoding="utf-8")
    return executed


if __name__ == "__main__":
    main()
