"""What differential testing found, as JSON and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.figures import plural
from vendorize.report.look import note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from vendorize.model.verdict import Difference, DifferentialResult
    from vendorize.report.look import Look


def differential_object(differential: DifferentialResult | None) -> dict[str, Any]:
    """Return the fields `replay` and `fuzz`; what was not asked for is left out."""
    answer: dict[str, Any] = {}
    if differential is not None and differential.replay is not None:
        replay = differential.replay
        answer["replay"] = {
            "recorded": replay.recorded,
            "compared": replay.compared,
            "skipped": dict(sorted(replay.skipped.items())),
            "differences": [difference_object(each) for each in sorted(replay.differences)],
        }
    if differential is not None and differential.fuzz is not None:
        fuzz = differential.fuzz
        answer["fuzz"] = {
            "functions": fuzz.functions,
            "examples": fuzz.examples,
            "skipped": dict(sorted(fuzz.skipped.items())),
            "differences": [difference_object(each) for each in sorted(fuzz.differences)],
        }
    return answer


def difference_object(each: Difference) -> dict[str, str]:
    """Return a difference with the fields that those of tests have."""
    return {"test": each.test, "baseline": each.baseline, "result": each.result, "message": each.message}


def differential_figures(console: Console, differential: DifferentialResult | None, look: Look) -> None:
    """Print how much was compared, and what could not be, with the reasons."""
    if differential is not None and differential.replay is not None:
        replay = differential.replay
        compared = f"{replay.compared:,} of {plural(replay.recorded, 'recorded call')} compared"
        console.print(f"replay    {compared}, {plural(len(replay.differences), 'difference')}")
        _skipped(console, replay.skipped, look, "call")
    if differential is not None and differential.fuzz is not None:
        fuzz = differential.fuzz
        called = f"{plural(fuzz.functions, 'function')} called with {plural(fuzz.examples, 'example')}"
        console.print(f"fuzz      {called}, {plural(len(fuzz.differences), 'difference')}")
        _skipped(console, fuzz.skipped, look, "function")


def _skipped(console: Console, skipped: Mapping[str, int], look: Look, noun: str) -> None:
    for reason, count in sorted(skipped.items(), key=lambda pair: (-pair[1], pair[0])):
        note(console, f"not compared: {plural(count, noun)}: {reason}", look, indent=10)
