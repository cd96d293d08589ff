"""What decides between hot and cold: the configuration, traces, and what cannot be cold for now."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from vendorize.executed import read_executed
from vendorize.layouts import layout_named
from vendorize.model.cold import Cold, Temperature
from vendorize.patching.finding import find_patches
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.model.plan import Plan
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings


def temperature_of(request: Request, settings: Settings, plan: Plan) -> Temperature:
    """Return what decides for a plan.

    What patches change is not cold: they may touch what left the module. Raises `UserError` for traces that cannot be
    read, and for a layout that has no place for cold code.
    """
    if not layout_named(plan.layout).holds_cold:
        message = f"the layout {plan.layout} does not hold cold code"
        raise UserError(message, hint='set cold = "drop", or choose another layout')
    patched = set(find_patches(plan.project_root))
    patched |= {key for key, _ in request.patching.more} if request.patching is not None else set()
    others = tuple((key, policy) for key, policy in settings.cold.policies if key not in patched)
    cold = Cold(settings.cold.policy, (*others, *((key, "drop") for key in sorted(patched))))
    read = [read_executed(plan.project_root / file) for file in settings.traces]
    kept = tuple(rule.symbol for rule in settings.analysis.keep)
    return Temperature(cold, reduce(or_, read) if read else None, kept)
