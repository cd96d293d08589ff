"""What `verify` shows beside the differences: flaky tests, isolation, measurements, and every single test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.figures import size

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from vendorize.model.verdict import Figure, Verdict
    from vendorize.report.look import Look

NAMES = ("bytes", "files", "distributions", "modules_at_start", "startup_ms", "peak_memory_bytes")
ISOLATIONS = {
    "namespace": "offline, in a network of its own",
    "python": "connections refused in Python processes",
    "open": "network allowed",
}


def evidence_object(verdict: Verdict) -> dict[str, Any]:
    """Return the fields of JSON that were added to those of the first contract."""
    figures = verdict.measurements
    return {
        "flaky": [
            {"test": each.test, "baseline": list(each.baseline), "result": list(each.result), "message": each.message}
            for each in sorted(verdict.flaky)
        ],
        "isolation": {"network": verdict.isolation.network, "own": list(verdict.isolation.own), **_sandboxes(verdict)},
        "measurements": {} if figures is None else {name: figure_object(getattr(figures, name)) for name in NAMES},
    }


def _sandboxes(verdict: Verdict) -> dict[str, str]:
    """Return which walls stood around tests and calls; of calls only where some were compared."""
    held, calls = verdict.isolation, {}
    if verdict.differential is not None:
        calls = {
            "calls": verdict.differential.sandbox or "none",
            "calls_processes": verdict.differential.processes or "none",
        }
    return {"sandbox": held.sandbox or "none", "processes": held.processes or "none", **calls}


def figure_object(figure: Figure) -> dict[str, float | None]:
    """Return one measurement; null where it is not known."""
    return {
        "baseline": _rounded(figure.baseline, 1),
        "result": _rounded(figure.result, 1),
        "ratio": _rounded(figure.ratio, 4),
    }


def tests_object(verdict: Verdict) -> list[dict[str, str]]:
    """Return every test with its first outcome on both variants."""
    before, after = verdict.baseline.outcomes, verdict.result.outcomes
    return [
        {
            "test": test,
            "baseline": before[test].outcome if test in before else "missing",
            "result": after[test].outcome if test in after else "missing",
            "baseline_message": before[test].message if test in before else "",
            "result_message": after[test].message if test in after else "",
        }
        for test in sorted({*before, *after})
    ]


def measurement_rows(verdict: Verdict) -> list[tuple[str, str, str, str]]:
    """Return name, figures of original and result, and their ratio, of what was measured on both."""
    figures = verdict.measurements
    if figures is None:
        return []
    rows: tuple[tuple[str, Figure, Callable[[float], str]], ...] = (
        ("size", figures.bytes, lambda value: size(int(value))),
        ("files", figures.files, _whole),
        ("distributions", figures.distributions, _whole),
        ("modules at start", figures.modules_at_start, _whole),
        ("start-up", figures.startup_ms, lambda value: f"{value:,.0f} ms"),
        ("peak memory", figures.peak_memory_bytes, lambda value: size(int(value))),
    )
    return [
        (
            name,
            shown(figure.baseline),
            shown(figure.result),
            "" if figure.ratio is None else f"{100 * figure.ratio:.0f}%",
        )
        for name, figure, shown in rows
        if figure.baseline is not None and figure.result is not None
    ]


def measured(console: Console, verdict: Verdict, look: Look) -> None:
    """Print the measurements as a small table, and how the runs were isolated."""
    if verdict.measurements is None:
        return
    known = measurement_rows(verdict)
    if known:
        console.print(f"\n{'':18}{'original':>12}{'result':>12}", style="dim")
    for name, before, after, ratio in known:
        console.print(f"{name:18}{before:>12}{after:>12}{ratio:>7}")
    if look.verbose:
        walls = _sandboxes(verdict)
        held = f"sandbox {walls['sandbox']}" + (f", of calls {walls['calls']}" if "calls" in walls else "")
        held += f"; limit of processes {walls['processes']}"
        held += f", of calls {walls['calls_processes']}" if "calls_processes" in walls else ""
        own = ", ".join(verdict.isolation.own)
        console.print(f"\nisolation: {ISOLATIONS[verdict.isolation.network]}; {held}; own {own}")


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _rounded(value: float | None, digits: int) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, digits)
