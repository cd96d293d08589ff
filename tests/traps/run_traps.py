"""Run the traps and print a table: `python tests/traps/run_traps.py [--layout L] [-v] [NAME...]`."""

# ruff: noqa: T201 - a script for people: it prints

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "analysis")]

from tests.traps.owned import try_owned  # noqa: E402 - needs the path above
from tests.traps.runner import LAYOUTS, STRIPPED, WITHOUT_TEXT, Outcome, Run, traps_by_name, try_trap  # noqa: E402 - needs the path above
from vendorize.transform import packing  # noqa: E402 - the same

if TYPE_CHECKING:
    from collections.abc import Sequence


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="whole names or beginnings (a01, c)")
    parser.add_argument("--layout", action="append", choices=LAYOUTS, help="default: all")
    parser.add_argument("--precision", choices=("names", "values"), default="names", help="default: names")
    parser.add_argument(
        "--cold",
        choices=("load", "warn", "deny", "modules", "packed", "types", "traced"),
        default="",
        help="have all that is live be cold; traced: deny what does not run; packed: the modules run from the archive",
    )
    parser.add_argument("--defer-imports", action="store_true", help="have imports wait where they may")
    parser.add_argument("--first-party", action="store_true", help="have the libraries be code of the project, and cut")
    parser.add_argument("--hoist", action="store_true", help="have modules share a scope (layout file alone)")
    parser.add_argument("--fast-start", action="store_true", help="take regular expressions along compiled")
    parser.add_argument("--strip", action="store_true", help="take text that does not run out of the libraries")
    parser.add_argument("--child", action="store_true", help="run the tool in a process of its own each time")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="write the programs and results here and leave them")
    parser.add_argument("-v", "--verbose", action="store_true", help="show differences and the tool's messages")
    return parser.parse_args(arguments)


def chosen(patterns: Sequence[str]) -> list[str]:
    """Return the names that begin with one of the patterns; all of them when there is none."""
    names = [name for name in traps_by_name() if not patterns or name.startswith(tuple(patterns))]
    if not names:
        sys.exit(f"no trap is called {' or '.join(patterns)}")
    return names


def attempt(  # noqa: PLR0913 - the options
    name: str, layout: str, where: str, *, child: bool, more: tuple[str, ...], cold: str, owned: bool = False
) -> Outcome:
    """Return the outcome of one trap; a failure of this runner counts as a crash of the tool."""
    try:
        if owned:
            return try_owned(name, layout, Path(where) / name / layout)
        if cold == "packed":  # however small they are
            packing.LEAST = packing.LOADER = -sys.maxsize
            cold = "load"
        return try_trap(name, layout, Path(where) / name / layout, child=child, options=more, cold=cold)
    except Exception as error:  # noqa: BLE001 - one broken trap must not hide the others
        nothing = Run(0, "", "")
        return Outcome(name, layout, "crash", nothing, Run(-1, "", repr(error)), nothing)


def describe(outcome: Outcome) -> str:
    """Return what there is to know about a trap that is not the same."""
    lines = [f"--- {outcome.trap} in layout {outcome.layout}: {outcome.status}"]
    lines += difflib.unified_diff(
        [f"exit {outcome.expected.code}", *outcome.expected.stdout.splitlines()],
        [f"exit {outcome.got.code}", *outcome.got.stdout.splitlines()],
        "original",
        "result",
        lineterm="",
    )
    parts = {"tool": outcome.tool.stdout + outcome.tool.stderr, "result's stderr": outcome.got.stderr}
    if outcome.expected.code:
        parts["original's stderr"] = outcome.expected.stderr
    for title, text in parts.items():
        lines += [f"  [{title}]", *(f"  | {line}" for line in text.splitlines())] if text.strip() else []
    return "\n".join(lines)


def main() -> int:
    """Run what is asked for and give the exit code."""
    options = parse()
    layouts = ["file"] if options.hoist else options.layout or list(LAYOUTS)
    names = chosen(options.names)
    width = max(map(len, names))
    more = ("--precision", options.precision, *(("--defer-imports",) if options.defer_imports else ()))
    more += ("--hoist", "safe") if options.hoist else ()
    more += STRIPPED if options.strip else ()
    more += ("--fast-start",) if options.fast_start else ()
    expected = WITHOUT_TEXT if options.strip else {}
    how = {"child": options.child, "more": more, "cold": options.cold, "owned": options.first_party}
    counts: dict[str, Counter[str]] = {layout: Counter() for layout in layouts}
    with tempfile.TemporaryDirectory(prefix="traps-") as folder, ProcessPoolExecutor(options.workers) as pool:
        where = str(options.keep or folder)
        jobs = {
            (name, layout): pool.submit(attempt, name, layout, where, **how) for name in names for layout in layouts
        }
        print(" " * width, *(f"{layout:8}" for layout in layouts))
        for name in names:
            outcomes = [jobs[name, layout].result() for layout in layouts]
            print(f"{name:{width}}", *(f"{outcome.status:8}" for outcome in outcomes), flush=True)
            for outcome in outcomes:
                known = outcome.status == "differs" and name in expected
                counts[outcome.layout]["expected" if known else outcome.status] += 1
                if options.verbose and outcome.status in {"differs", "crash"}:
                    print(describe(outcome))
    for layout, counter in counts.items():
        said = ("same", *(key for key in ("loud", "expected") if counter[key]), "differs", "crash", "skipped")
        print(f"{layout}: " + ", ".join(f"{counter[key]} {key}" for key in said))
    return int(any(counter["differs"] or counter["crash"] for counter in counts.values()))


if __name__ == "__main__":
    sys.exit(main())
