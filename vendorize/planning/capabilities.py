"""What distributions can do to the world around them, before extraction and after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.model.report import Before, CapabilityChange
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.capabilities import by_rank
from vendorize_analysis.model.symbols import qualified_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize.model.report import Report
    from vendorize_analysis.capabilities import Authority
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
    if planned.stays:
        return {name: (count, count) for name, count in before.items()}
    uses = able.uses.get(planned.key, ()) if planned.verdict == "extract" else ()
    after = {name: len({use.module for use in uses if use.capability == name}) for name in before}
    return {name: (count, after[name]) for name, count in before.items()}


def with_symbols(analysis: Analysis, plan: Plan, report: Report, authority: Authority) -> Report:
    """Add to a report what each kept symbol can do, by all that it names, in whatever distribution that is."""
    ends: dict[str, list[Node]] = {}
    for uses in analysis.capabilities.uses.values():
        for use in uses:
            ends.setdefault(use.capability, []).append(Node(use.module, use.part))
    able = authority.reaching({name: ends[name] for name in by_rank(ends)})
    found = {one.name: tuple(_symbols(one, able)) for one in plan.distributions}
    distributions = tuple(replace(one, symbol_capabilities=found[one.name]) for one in report.distributions)
    return replace(report, distributions=distributions)


def _symbols(planned: DistributionPlan, able: dict[Node, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the symbols of a distribution that can do anything, sorted, each with what."""
    found: dict[str, set[str]] = {}
    for module in planned.modules:
        for part in module.summary.parts if module.summary is not None else ():
            names = able.get(Node(module.name, part.index), ())
            if names and part.kind in {"def", "class", "assign", "annotation"} and module.summary is not None:
                for name in qualified_names(module.summary.parts, part.index):
                    found.setdefault(f"{module.name}:{name}", set()).update(names)
    for symbol, capabilities in sorted(found.items()):
        yield symbol, tuple(by_rank(capabilities))
