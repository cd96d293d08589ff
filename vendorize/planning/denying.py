"""Compiled modules that no traced run loaded, where cold code is denied: they leave the result as cold modules do.

What asks for one gets the error by which denied Python modules are known. A trace notes each compiled module that is
loaded, whoever imports it, so that only what no run wanted goes. Under the other policies they stay: a module is loaded
from a file, with the libraries that are found relative to it, so that it could not come back from an archive.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.layouts import layout_named
from vendorize.model.cold import DeniedModule, stem
from vendorize.model.executed import MODULE
from vendorize.model.plan import DroppedFile
from vendorize.planning.fates import dotted, is_kept
from vendorize.planning.globs import fits

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize.model.cold import Temperature
    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.environment import Distribution, Environment

COLD_COMPILED = "cold compiled modules"
"""The kind of those that go."""


def without_cold_compiled(
    plan: Plan, temperature: Temperature, environment: Environment, keep: tuple[str, ...]
) -> Plan:
    """Return the plan without them; `keep` are the user's patterns for files.

    Whether each of them may go is known when it is known what loads what (`with_denied`). Nothing goes without a trace,
    nor by one that does not tell of compiled modules.
    """
    executed = temperature.executed
    if executed is None or not executed.complete or not layout_named(plan.layout).lies_on_path:
        return plan
    ran = frozenset((one.owner, stem(one.file)) for one in executed.code if one.name == MODULE)
    kept = dotted(temperature.kept)

    def edited(one: DistributionPlan) -> DistributionPlan:
        if one.verdict != "extract" or temperature.cold.of(one.key) != "deny":
            return one
        names = _compiled(one, environment.distribution(one.key))
        denied = tuple(
            DeniedModule(name, relative)
            for relative, name in sorted(names.items())
            if (one.key, stem(relative)) not in ran and not is_kept(name, kept) and not fits(relative, keep)
        )
        return _without(one, denied)

    return replace(plan, distributions=tuple(map(edited, plan.distributions)))


def with_denied(plan: Plan) -> Plan:
    """Return the plan in which those are denied that nothing else brings, each named among what went."""

    def decided(one: DistributionPlan) -> DistributionPlan:
        there = {file.relative for file in one.data}
        denied = tuple(each for each in one.denied if each.relative not in there)
        if not denied:
            return replace(one, denied=())
        dropped = tuple(
            DroppedFile(each.relative, COLD_COMPILED, (one.location / each.relative).stat().st_size) for each in denied
        )
        gone, stubs = {each.relative for each in denied}, {each.stub for each in denied}
        known = tuple(each for each in one.dropped if each.relative not in gone)
        data = tuple(file for file in one.data if file.relative not in stubs)
        return replace(one, denied=denied, dropped=(*known, *dropped), data=data)

    return replace(plan, distributions=tuple(decided(one) if one.denied else one for one in plan.distributions))


def _compiled(planned: DistributionPlan, found: Distribution) -> dict[str, str]:
    """Return the compiled modules that the result would have, by their files."""
    there = {file.relative for file in planned.data}
    served = tuple(f"{folder}/" for folder in found.served)
    return {
        one.relative: one.name
        for one in found.modules
        if one.kind == "extension"
        and one.relative in there
        and one.name not in found.short_names
        and not one.relative.startswith(served)
    }


def _without(one: DistributionPlan, denied: Collection[DeniedModule]) -> DistributionPlan:
    if not denied:
        return one
    gone = {each.relative for each in denied}
    data = tuple(file for file in one.data if file.relative not in gone)
    return replace(one, data=data, denied=tuple(denied))
