"""Which modules get which imports that may wait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.deferral import Deferral


_LAZY = (3, 15)
"""The first Python that has lazy imports (PEP 810)."""


def with_deferrals(plan: Plan, analysis: Analysis, patched: Collection[str], *, merges: bool = False) -> Plan:
    """Return the plan with the import statements of each module that may wait, or why they do not.

    `patched` are the keys of distributions with patches, which may touch such lines: theirs stay where they stand.
    They wait as Python's own lazy imports where each Python that the result is for has these; not where functions or
    modules leave their files as cold code, nor where modules are to share scopes (`merges`): what does that writes
    texts that our own Python may not read.
    """
    lowest = min(analysis.python, analysis.environment.interpreter.version[:2])
    found: dict[str, list[Deferral]] = {}
    for one in analysis.deferrals:
        found.setdefault(one.module, []).append(one._replace(lazy=lowest >= _LAZY and not merges))

    def told(module: ModulePlan) -> ModulePlan:
        why = "the project has patches for its distribution" if module.distribution in patched else ""
        own = found.get(module.name, ())
        cold = bool(module.cold) or module.cold_whole
        return replace(
            module, deferrals=tuple(one._replace(why=why or one.why, lazy=one.lazy and not cold) for one in own)
        )

    return replace(
        plan,
        first_party=tuple(map(told, plan.first_party)),
        distributions=tuple(replace(one, modules=tuple(map(told, one.modules))) for one in plan.distributions),
    )
