"""Measure what each rule that keeps less is worth: leave one out at a time, and see what stays more.

Prints, for each application and as the median of all: functions and bytes of Python source that stay with all rules,
without each of them, and without any; with `--values` also where values decide; kept functions over those that the
application's tests execute; and the recall of these functions (`recall.py`), which no rule may lower.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

import applications  # noqa: E402
import recall  # noqa: E402

from vendorize.planning import measure, plan  # noqa: E402
from vendorize_analysis.model.options import AnalysisOptions  # noqa: E402
from vendorize_analysis.model.rules import RULES  # noqa: E402
from vendorize_analysis.pipeline import analyze  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from applications import Application

    from vendorize_analysis.model.options import Precision

ALL, NONE, VALUES = "all rules", "no rule", "all rules, values"


class Kept(NamedTuple):
    """What stays of the run-time distributions that can be cut."""

    functions: int
    code: int
    """Bytes of Python source."""
    of_functions: int
    of_code: int
    missing: int
    """Executed functions that are not kept; -1: not looked up."""


def main() -> None:
    """Print the tables; end with 1 if a function that runs is not kept."""
    options = _options()
    found: dict[str, dict[str, Kept]] = {}
    executed: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="vendorize-precision-") as scratch:
        for application in applications.load(options.corpus, options.work, options.names):
            applications.prepare(application)
            executed[application.name] = application.executed
            found[application.name] = dict(_all(application, options, Path(scratch)))
            _print_application(application.name, found[application.name], application.executed)
    _print_medians(found, executed)
    if options.json:
        answer = {name: {rule: kept._asdict() for rule, kept in row.items()} for name, row in found.items()}
        options.json.write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")
    sys.exit(any(kept.missing > 0 for row in found.values() for kept in row.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--traces", type=Path, metavar="DIR", help="traces of `recall.py`; without them no recall")
    parser.add_argument("--values", action="store_true", help="also with --precision values: a minute for each or more")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    return parser.parse_args()


def _all(application: Application, options: argparse.Namespace, scratch: Path) -> Iterable[tuple[str, Kept]]:
    yield ALL, _kept(application, frozenset(), scratch, options.traces)
    if options.values:
        yield VALUES, _kept(application, frozenset(), scratch, options.traces, precision="values")
    for rule in RULES:
        yield rule, _kept(application, frozenset({rule}), scratch, None)
    yield NONE, _kept(application, frozenset(RULES), scratch, None)


def _kept(
    application: Application,
    without: frozenset[str],
    scratch: Path,
    traces: Path | None,
    *,
    precision: Precision = "names",
) -> Kept:
    analysis = analyze(
        application.source,
        AnalysisOptions(
            python=application.python,
            extras=application.extras,
            without=without,
            precision=precision,
            cache_dir=scratch / "cache",
        ),
    )
    report = measure(analysis, plan(analysis, layout="site"))
    cut = [each for each in report.distributions if each.verdict != "external"]
    missing = -1
    if traces is not None:
        functions, _tests = recall.traced(application, traces)
        missing = len(recall.measure(application, functions, with_tests=False, precision=precision).missing)
    return Kept(
        sum(each.functions.kept for each in cut),
        sum(each.bytes.kept for each in cut),
        sum(each.functions.total for each in cut),
        sum(each.bytes.total for each in cut),
        missing,
    )


def _print_application(name: str, row: dict[str, Kept], executed: int) -> None:
    rows: list[Sequence[str]] = [(name, "functions", "more", "of .py bytes", "more", "kept/executed", "recall")]
    base = row[ALL]
    for rule, kept in row.items():
        recalled = "" if kept.missing < 0 else "100%" if not kept.missing else f"{kept.missing} missing"
        rows.append(
            (
                rule,
                str(kept.functions),
                _more(kept.functions, base.functions),
                f"{100 * kept.code / max(1, kept.of_code):.1f}%",
                _more(kept.code, base.code),
                f"{kept.functions / max(1, executed):.2f}",
                recalled,
            )
        )
    print(applications.table(rows), flush=True)
    print()


def _more(value: int, base: int) -> str:
    return f"{100 * (value - base) / max(1, base):+.1f}%"


def _print_medians(found: dict[str, dict[str, Kept]], executed: dict[str, int]) -> None:
    rows: list[Sequence[str]] = [("median", "functions more", "bytes more", "most functions more", "meaning")]
    for rule, meaning in RULES.items():
        functions = [100 * (row[rule].functions / row[ALL].functions - 1) for row in found.values()]
        code = [100 * (row[rule].code / row[ALL].code - 1) for row in found.values()]
        rows.append(
            (
                rule,
                f"{statistics.median(functions):.1f}%",
                f"{statistics.median(code):.1f}%",
                f"{max(functions):.1f}%",
                meaning,
            )
        )
    print(applications.table(rows))
    for label in (ALL, VALUES, NONE):
        if any(label not in row for row in found.values()):
            continue
        ratio = statistics.median(row[label].functions / executed[name] for name, row in found.items())
        share = statistics.median(100 * row[label].code / row[label].of_code for row in found.values())
        print(f"{label}: kept/executed functions {ratio:.2f}, bytes of Python source {share:.1f}% (medians)")


if __name__ == "__main__":
    main()
