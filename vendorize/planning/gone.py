"""Modules that a result lacks, and that no package of it can say so of: above all whole distributions.

Who asks for one by a computed name would take the plain `ModuleNotFoundError` for "it is not installed", which it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.model.asking import may_name
from vendorize.planning.planner import modules_to_miss
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import Distribution


def with_gone(plan: Plan, analysis: Analysis) -> Plan:
    """Return the plan with the outermost modules and folders of the closure that went, each with its distribution.

    Where a package of the same distribution stays, that one says what is gone below it.
    """
    found = {one.key: one for one in analysis.environment.distributions}
    own = {one.key: frozenset(_names(one, found[one.key])) for one in plan.distributions}
    there = {name for names in own.values() for name in names} | {module.name for module in plan.first_party}
    there = {above for name in there for above in with_packages(name)} | plan.standard
    gone: dict[str, str] = {}
    for one in plan.distributions:
        for name in _gone(analysis, found[one.key], own[one.key], there):
            gone.setdefault(name, f"{one.name} {one.version}")
    return replace(plan, gone=tuple(sorted(gone.items())), asking=frozenset(_asking(plan, analysis, gone)))


def _asking(plan: Plan, analysis: Analysis, gone: Collection[str]) -> Iterator[str]:
    """Yield the top-level names of what stays as it is installed and may ask for a module that went."""
    staying = {one.key for one in plan.distributions if one.verdict == "external"} if gone else ()
    for name in analysis.liveness.executed:
        module = analysis.modules.get(name)
        if module is None or module.distribution not in staying or not isinstance(module.summary, ModuleSummary):
            continue
        if may_name(module, module.summary.parts, gone):
            yield name.partition(".")[0]


def _names(plan: DistributionPlan, found: Distribution) -> Iterator[str]:
    """Yield the modules of a distribution that the result has."""
    if plan.verdict == "external":
        yield from (module.name for module in found.modules)
    yield from (module.name for module in plan.modules)


def _gone(analysis: Analysis, found: Distribution, own: Collection[str], there: Collection[str]) -> Iterator[str]:
    for module in modules_to_miss(analysis, found):
        above = sorted(with_packages(module.name), key=len)
        outermost = next((name for name in above if name not in there), "")
        if outermost and not any(name in own for name in above):
            yield outermost
