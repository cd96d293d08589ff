"""What the lock says about the capabilities of a distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.lock.plain import plain
from vendorize.model.lock import LockedCapability
from vendorize_analysis.model.capabilities import by_rank
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import symbol_at

if TYPE_CHECKING:
    from vendorize.model.plan import DistributionPlan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.capabilities import Use


def locked_capabilities(analysis: Analysis, planned: DistributionPlan) -> tuple[LockedCapability, ...]:
    """Return what the code of a distribution can do, each with its first use: a certain one, if there is any.

    What stays as it is installed can do all that it could.
    """
    if planned.verdict == "unused":
        return ()
    able = analysis.capabilities
    names = able.before(planned.key) if planned.stays else able.of(planned.key)
    first: dict[str, Use] = {}
    for use in sorted(able.uses.get(planned.key, ()), key=lambda use: (not use.certain, use.module, use.line, use)):
        first.setdefault(use.capability, use)
    return tuple(_locked(analysis, name, first.get(name)) for name in by_rank(names))


def _locked(analysis: Analysis, name: str, use: Use | None) -> LockedCapability:
    if use is None:
        return LockedCapability(name)
    module = analysis.modules[use.module]
    inside = symbol_at(module.summary.parts, use.line) if isinstance(module.summary, ModuleSummary) else ""
    symbol = f"{use.module}.{inside}" if inside else use.module
    return LockedCapability(name, plain(module.relative), plain(symbol), plain(use.name))
