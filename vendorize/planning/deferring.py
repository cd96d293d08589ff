"""Which modules get which imports that may wait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.deferral import Deferral


def with_deferrals(plan: Plan, analysis: Analysis, patched: Collection[str]) -> Plan:
    """Return the plan with the import statements of each module that may wait, or why they do not.

    `patched` are the keys of distributions with patches, which may touch such lines: theirs stay where they stand.
    """
    found: dict[str, list[Deferral]] = {}
    for one in analysis.deferrals:
        found.setdefault(one.module, []).append(one)

    def told(module: ModulePlan) -> ModulePlan:
        why = "the project has patches for its distribution" if module.distribution in patched else ""
        return replace(module, deferrals=tuple(one._replace(why=why or one.why) for one in found.get(module.name, ())))

    return replace(
        plan,
        first_party=tuple(map(told, plan.first_party)),
        distributions=tuple(replace(one, modules=tuple(map(told, one.modules))) for one in plan.distributions),
    )
