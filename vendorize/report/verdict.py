"""The answer of `verify`: the differences first, then one line that says whether the result is the same."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from vendorize.report.differential import differential_figures, differential_object
from vendorize.report.evidence import evidence_object, measured, tests_object
from vendorize.report.figures import plural, some
from vendorize.report.learned import keep_table, learned_object, proposals
from vendorize.report.look import console_text, note, styled

if TYPE_CHECKING:
    from rich.console import Console

    from vendorize.model.verdict import Difference, RunRecord, Verdict
    from vendorize.report.look import Look

SCHEMA = 1
CLASSES = {
    "passed": frozenset({"passed", "xpassed"}),
    "failed": frozenset({"failed", "error"}),
    "skipped": frozenset({"skipped", "xfailed"}),
}
"""How the six outcomes of pytest are counted: as the run as a whole treats them."""
MESSAGE_LINES = 6


def verdict_object(verdict: Verdict) -> dict[str, Any]:
    """Return the answer for JSON, with the fields of its contract, in that order."""
    return {
        "schema": SCHEMA,
        "baseline": run_object(verdict.baseline),
        "result": run_object(verdict.result),
        "differences": [
            {"test": each.test, "baseline": each.baseline, "result": each.result, "message": each.message}
            for each in sorted(verdict.differences)
        ],
        "leaks": [
            {"symbol": each.symbol, "path": list(each.path)}
            for each in sorted(verdict.leaks, key=lambda leak: (leak.symbol, leak.path))
        ],
        "absent": sorted(verdict.absent),
        "foreign_imports": sorted(verdict.result.foreign_imports),
        "size": {"baseline_bytes": verdict.baseline_bytes, "result_bytes": verdict.result_bytes},
        "startup_ms": {
            "baseline": round(verdict.baseline_startup_ms, 1),
            "result": round(verdict.result_startup_ms, 1),
        },
        "untested": sorted(verdict.untested),
        **evidence_object(verdict),
        **differential_object(verdict.differential),
        "same": verdict.same,
        **learned_object(verdict.learned),
        "repairs": [{"symbol": each.symbol, "reason": each.reason} for each in verdict.repairs],
        "given_again": verdict.given_again,
    }


def record_object(verdict: Verdict) -> dict[str, Any]:
    """Return the answer for JSON with the outcome of every test."""
    return {**verdict_object(verdict), "tests": tests_object(verdict)}


def run_object(run: RunRecord) -> dict[str, Any]:
    """Return the figures of one run."""
    return {**counted(run), "seconds": round(run.seconds, 3)}


def counted(run: RunRecord) -> dict[str, int]:
    """Return how many tests passed, failed and were skipped."""
    outcomes = [each.outcome for each in run.outcomes.values()]
    return {name: sum(outcome in members for outcome in outcomes) for name, members in CLASSES.items()}


def render(verdict: Verdict, look: Look) -> str:
    """Return the text."""
    console = look.console()
    findings(console, verdict, look)
    figures(console, verdict, look)
    proposals(console, verdict.learned, look)
    repairs(console, verdict)
    conclusion(console, verdict, look)
    if verdict.given_again:
        made = datetime.fromisoformat(verdict.given_again).strftime("%Y-%m-%d %H:%M UTC")
        note(console, f"from {made}: nothing has changed since (--fresh runs the tests)", look, indent=0)
    return console_text(console)


def findings(console: Console, verdict: Verdict, look: Look) -> None:
    """Print every difference, leak and original-environment import."""
    for each in sorted((*verdict.differences, *_differential(verdict))):
        change = f"{each.baseline} {look.arrow} {each.result}"
        console.print(styled(("differs  ", "red"), (each.test, "bold"), (f"  {change}", "")), soft_wrap=True)
        lines = each.message.strip().splitlines()
        for line in lines if look.verbose else lines[-MESSAGE_LINES:]:
            note(console, line, look, indent=9)
    for leak in sorted(verdict.leaks, key=lambda leak: (leak.symbol, leak.path)):
        console.print(styled(("leak     ", "red"), (leak.symbol, "bold")), soft_wrap=True)
        for place in leak.path:
            note(console, f"{look.arrow} {place}", look, indent=9)
    for module in sorted(verdict.result.foreign_imports):
        text = "  was loaded from the original environment"
        console.print(styled(("foreign  ", "red"), (module, "bold"), (text, "")), soft_wrap=True)
    for flaky in verdict.flaky:
        outcomes = f"  original {', '.join(flaky.baseline)}; result {', '.join(flaky.result)}"
        console.print(styled(("flaky    ", "yellow"), (flaky.test, "bold"), (outcomes, "")), soft_wrap=True)
        for line in flaky.message.strip().splitlines()[-MESSAGE_LINES:]:
            note(console, line, look, indent=9)
    if not verdict.same or verdict.flaky:
        console.print()


def figures(console: Console, verdict: Verdict, look: Look) -> None:
    """Print the two runs side by side, then sizes and start-up times."""
    if verdict.baseline.outcomes or verdict.result.outcomes:
        console.print(f"{'':10}{'passed':>8}{'failed':>8}{'skipped':>9}{'time':>10}", style="dim")
        for name, run in (("original", verdict.baseline), ("result", verdict.result)):
            counts = counted(run)
            numbers = f"{counts['passed']:>8}{counts['failed']:>8}{counts['skipped']:>9}{run.seconds:>8.1f} s"
            console.print(f"{name:10}{numbers}")
    measured(console, verdict, look)
    differential_figures(console, verdict.differential, look)
    console.print()


def repairs(console: Console, verdict: Verdict) -> None:
    """Print the rules that `--repair` added, as the configuration has them."""
    for each in verdict.repairs:
        console.print(Text(f"{keep_table(each.symbol, each.reason)}\n"), soft_wrap=True)


def conclusion(console: Console, verdict: Verdict, look: Look) -> None:
    """Print the one line that counts."""
    if not verdict.same:
        counts = (
            (len(verdict.differences) + len(_differential(verdict)), "difference"),
            (len(verdict.leaks), "leak"),
            (len(verdict.result.foreign_imports), "foreign import"),
        )
        text = ", ".join(plural(count, noun) for count, noun in counts if count)
        console.print(styled(("different: ", "bold red"), (text, "")))
        return
    tests = len(verdict.baseline.outcomes)
    what = f"{plural(tests, 'test')} with the same outcome" if tests else f"exit code {verdict.result.exit_code} twice"
    absent = sorted(verdict.absent)
    what += f", {len(verdict.flaky)} flaky" if verdict.flaky else ""
    without = f" without {some(tuple(absent), len(absent) if look.verbose else 6)}" if absent else ""
    unsure = f"; not tested: {some(tuple(sorted(verdict.untested)), 6)}, as installed" if verdict.untested else ""
    console.print(styled(("same: ", "bold green"), (what + without, ""), (unsure, "yellow")), soft_wrap=True)


def _differential(verdict: Verdict) -> tuple[Difference, ...]:
    return verdict.differential.differences if verdict.differential is not None else ()
