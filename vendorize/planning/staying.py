"""Distributions that stay as installed, with cold code that leaves their files where a trace says what ran.

One stays because compiled code that cannot be read may ask it for anything, or because code finds its files by their
place. Cold code answers whoever asks, and its file keeps its place, so that neither is a reason against it. What the
user wants to stay, and what acts when Python starts, is left alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.layouts import layout_named
from vendorize.planning.planner import staying_whole
from vendorize_analysis.model.closure import closure

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize.model.cold import Temperature
    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.analysis import Analysis


def with_staying_cold(plan: Plan, analysis: Analysis, temperature: Temperature, asked: Collection[str]) -> Plan:
    """Return the plan in which such distributions count as extracted, and have all that they are installed with.

    `asked` are the keys of those that stay because the user says so, with all that they need.
    """
    if temperature.executed is None or not layout_named(plan.layout).carries_externals:
        return plan
    left = closure(asked, {one.key: one.requires for one in plan.distributions})

    def edited(one: DistributionPlan) -> DistributionPlan:
        if one.verdict != "external" or one.starts or one.key in left or temperature.cold.of(one.key) == "drop":
            return one
        modules, data = staying_whole(analysis, analysis.environment.distribution(one.key))
        return replace(one, verdict="extract", modules=modules, data=data, metadata=True, whole=True)

    return replace(plan, distributions=tuple(map(edited, plan.distributions)))
