"""What distributions can do to the world around them, before extraction and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.report import Before, CapabilityChange
from vendorize_analysis.model.capabilities import by_rank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.analysis import Analysis


def before_and_after(analysis: Analysis, planned: DistributionPlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the capabilities of a distribution as it is installed, and of what stays of it."""
    modules = _modules(analysis, planned)
    return tuple(by_rank(modules)), tuple(by_rank(name for name, (_, after) in modules.items() if after))


def capability_changes(analysis: Analysis, plan: Plan) -> tuple[CapabilityChange, ...]:
    """Return for each capability how many distributions and modules have it, before and after."""
    found = [_modules(analysis, planned) for planned in plan.distributions]
    names = {name for one in found for name in one}
    return tuple(_change(name, [one[name] for one in found if name in one]) for name in by_rank(names))


def _change(name: str, counts: Iterable[tuple[int, int]]) -> CapabilityChange:
    pairs = list(counts)
    return CapabilityChange(
        name,
        distributions=Before(len(pairs), sum(after > 0 for _, after in pairs)),
        modules=Before(sum(before for before, _ in pairs), sum(after for _, after in pairs)),
    )


def _modules(analysis: Analysis, planned: DistributionPlan) -> dict[str, tuple[int, int]]:
    """Return for each capability in how many modules of a distribution it is used, before and after.

    What stays as it is installed can do what it could.
    """
    able = analysis.capabilities
    before = {name: len(users) for name, users in able.installed.get(planned.key, {}).items()}
    if planned.verdict == "external":
        return {name: (count, count) for name, count in before.items()}
    uses = able.uses.get(planned.key, ()) if planned.verdict == "extract" else ()
    after = {name: len({use.module for use in uses if use.capability == name}) for name in before}
    return {name: (count, after[name]) for name, count in before.items()}
