"""What decides between hot and cold (the configuration, traces, what cannot be cold for now), and what came of it."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from vendorize.cautions import warn_other_versions
from vendorize.executed import read_executed
from vendorize.layouts import layout_named
from vendorize.model.cold import Cold, ColdCode, Temperature
from vendorize.patching.finding import find_patches
from vendorize.planning import with_data_rules, with_denied, with_fates, with_staying_cold, without_cold_compiled
from vendorize_analysis.errors import UserError
from vendorize_analysis.hotness import decide_hot
from vendorize_analysis.model.closure import closure
from vendorize_analysis.model.names import distribution_key
from vendorize_analysis.model.options import combine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.bundle import Bundle
    from vendorize.model.cold import ColdModule
    from vendorize.model.extracted import PlannedAnalysis
    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener

RUNNER = "pytest"
"""The distribution of the test runner that `verify` adds a plugin to."""
_BY_PATH = "the file of its module may be read, or run by its path"

EXPERIMENTAL = (
    "cold code is experimental: the first call of a cold function is one frame deeper, which code that looks several"
    " callers up sees; prove the result with `vendorize verify`"
)
OLD_TRACE = (
    "a trace does not say which compiled modules were loaded, since an older version wrote it: these stay; trace again"
)


def with_cold(
    request: Request, settings: Settings, found: PlannedAnalysis, progress: Listener, beside: Analysis | None
) -> Plan:
    """Return the plan with what the rules for data decide, and with hot and cold told apart.

    That comes first: which libraries stay depends on compiled modules, and what is denied reads no files. `beside` is
    the program alone where this is one with its tests, whose tools are hot. Raises `UserError` as `temperature_of`.
    """
    progress.warned(EXPERIMENTAL)
    analysis, plan = found.analysis, found.plan
    needed = analysis.environment.closure if beside is None else _beside_tools(beside, progress)
    temperature = temperature_of(request, settings, plan, analysis, frozenset(needed))
    if temperature.executed is not None and not temperature.executed.complete and temperature.cold.denies:
        progress.warned(OLD_TRACE)
    asked = combine(settings.analysis, request.options).external
    plan = with_staying_cold(plan, analysis, temperature, frozenset(map(distribution_key, asked)))
    if temperature.executed is not None:
        warn_other_versions(temperature.executed, plan, temperature.cold, progress)
    plan = without_cold_compiled(plan, temperature, analysis.environment, settings.data.keep)
    plan = with_fates(plan, temperature, analysis.environment.interpreter)
    return with_denied(with_data_rules(analysis, plan, settings.data))


def _beside_tools(program: Analysis, progress: Listener) -> frozenset[str]:
    """Return the keys of the distributions that a program needs, without the runner of its tests and what that needs.

    A library that imports the runner if it is there brings it along. It runs with a plugin of ours that no trace knows.
    """
    needs = {one.key: one.requires for one in program.environment.distributions}
    runner = closure({RUNNER} & program.environment.closure, needs)
    if runner:
        progress.warned(f"{RUNNER} runs the tests: what is cold of it, and of what it needs, is not tested")
    return program.environment.closure - runner


def temperature_of(
    request: Request, settings: Settings, plan: Plan, analysis: Analysis, needed: frozenset[str]
) -> Temperature:
    """Return what decides for a plan: traces, and where there are none, names and types.

    Cold can be what is `needed` (keys of distributions). What patches change is not: they may touch what left the
    module. Raises `UserError` for traces that cannot be read, and for a layout that has no place for cold code.
    """
    if not layout_named(plan.layout).holds_cold:
        message = f"the layout {plan.layout} does not hold cold code"
        raise UserError(message, hint='set cold = "drop", or choose another layout')
    spared = patched_in(request, plan) | {one.key for one in plan.distributions if one.key not in needed}
    others = tuple((key, policy) for key, policy in settings.cold.policies if key not in spared)
    cold = Cold(settings.cold.policy, (*others, *((key, "drop") for key in sorted(spared))))
    read = [read_executed(plan.project_root / file) for file in settings.traces]
    kept = tuple(rule.symbol for rule in settings.analysis.keep)
    if read or not cold.any:
        return Temperature(cold, reduce(or_, read) if read else None, kept=kept)
    return Temperature(cold, kept=kept, believed=decide_hot(analysis).functions)


def patched_in(request: Request, planned: Plan) -> set[str]:
    """Return the keys of the distributions that the project has patches for."""
    more = {key for key, _ in request.patching.more} if request.patching is not None else set[str]()
    return more | set(find_patches(planned.project_root))


def cold_code(bundle: Bundle, plan: Plan) -> tuple[ColdCode, ...]:
    """Return how much is cold of each distribution of which something may be, in the order of the plan."""
    left: dict[str, dict[str, ColdModule]] = {}
    for file in bundle.parts():
        if file.cold is not None:
            left.setdefault(file.distribution, {})[file.origin] = file.cold
    found = []
    for one in plan.distributions:
        if one.verdict == "extract" and one.cold != "drop":
            named = left.get(one.key, {})
            modules = named.values()
            unsaid = _denied_compiled(one, named)
            cold = sum(len(module.functions) for module in modules) + sum(map(_functions, unsaid))
            written = sum(len(line) for module in modules for line in module.lines() if line.strip())
            reasons = Counter(reason for module in modules for _, reason in module.warm)
            stay = (each for each in one.modules if each.functions_stay(one.cold) and each.name not in named)
            reasons[_BY_PATH] += sum(len(each.cold) for each in stay)
            whole = sum(module.whole for module in modules)
            hot = sum(map(_functions, one.modules)) - cold
            defined = sum(module.defined for module in modules)
            defined += sum(part.functions for each in unsaid for part in each.kept_parts())
            found.append(
                ColdCode(one.name, one.cold, whole, cold, hot, written, defined, tuple((+reasons).most_common()))
            )
    return tuple(found)


def _denied_compiled(planned: DistributionPlan, named: Mapping[str, ColdModule]) -> list[ModulePlan]:
    """Return the modules that are compiled, too, and denied as such: the error for one says nothing of functions."""
    found = (one for one in planned.modules if one.name in named)
    return [one for one in found if named[one.name].whole and not named[one.name].functions]


def _functions(module: ModulePlan) -> int:
    """Return how many functions of a module are in the result."""
    return sum(part.kind == "def" for part in module.kept_parts())
