"""What hazards keep alive by themselves, for people: dearest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.report.figures import plural, size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.report import Cost, Report, ReportedHazard

MOST_SITES = 12
FREE = "nothing"


def cost_lines(report: Report, *, times: str, every: bool) -> Iterator[str]:
    """Return the lines below `What hazards keep alone`: codes with all their sites, then single sites.

    Without `every` only the dearest sites are named.
    """
    for code, cost in by_cost(report.hazard_costs or ()):
        yield f"{code} {times}{occurrences(report, code):<4} {amount(cost)}"
    sites = [(owner, hazard) for owner, hazard in all_hazards(report) if hazard.cost is not None]
    dear = sorted(
        ((owner, hazard) for owner, hazard in sites if amount(hazard.cost) != FREE),
        key=lambda pair: (*weight(pair[1].cost), pair[0], pair[1]),
    )
    shown = dear if every else dear[:MOST_SITES]
    for owner, hazard in shown:
        yield f"{hazard.code} {hazard.place} ({owner}): {amount(hazard.cost)}"
    if len(shown) < len(dear):
        yield f"{plural(len(dear) - len(shown), 'more site')}: -v shows all"
    if len(dear) < len(sites):
        yield f"{plural(len(sites) - len(dear), 'site')}: nothing is kept because of one of them alone"


def all_hazards(report: Report) -> Iterator[tuple[str, ReportedHazard]]:
    """Return every hazard with the name of its distribution or of the project."""
    yield from ((report.project, hazard) for hazard in report.hazards)
    for each in report.distributions:
        yield from ((each.name, hazard) for hazard in each.hazards)


def occurrences(report: Report, code: str) -> int:
    """Return how many sites a code has."""
    return sum(hazard.code == code for _, hazard in all_hazards(report))


def by_cost(costs: tuple[tuple[str, Cost], ...]) -> list[tuple[str, Cost]]:
    """Return codes with their costs, dearest first."""
    return sorted(costs, key=lambda pair: (*weight(pair[1]), pair[0]))


def weight(cost: Cost | None) -> tuple[int, int, int]:
    """Return a key that sorts what costs most to the front."""
    return (-cost.functions, -cost.bytes, -cost.parts) if cost is not None else (0, 0, 0)


def amount(cost: Cost | None) -> str:
    """Return a cost as text: `12 functions, 20 parts, 9.1 kB`."""
    if cost is None or not (cost.parts or cost.bytes):
        return FREE
    return f"{plural(cost.functions, 'function')}, {plural(cost.parts, 'part')}, {size(cost.bytes)}"
