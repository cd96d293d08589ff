"""What becomes of a distribution, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from vendorize_analysis.model.closure import closure
from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import Distribution

Verdict = Literal["extract", "external", "unused"]


def verdict_of(analysis: Analysis, found: Distribution) -> tuple[Verdict, str]:
    """Decide what becomes of a distribution, and say why."""
    files = {module.relative for module in found.modules}
    executed = len({module.relative for module in found.modules if module.name in analysis.liveness.executed})
    if found.key in analysis.external:
        if found.key not in _needed_externals(analysis):
            return "unused", "nothing that runs imports it"
        return "external", f"it stays as installed: {_why_external(analysis, found)}"
    if not executed and found.key not in analysis.liveness.data | analysis.liveness.metadata:
        if found.modules and all(absence(module.name, analysis.absent) for module in found.modules):
            return "unused", "it is declared absent"
        return "unused", "nothing that runs imports it"
    direct = len(analysis.liveness.used.get(found.key, frozenset()) - analysis.liveness.possible)
    reason = f"{executed} of {len(files)} modules run"
    return "extract", f"{reason}; first-party code refers to {direct} symbols" if direct else reason


def _why_external(analysis: Analysis, found: Distribution) -> str:
    if reason := analysis.compiled.get(found.key):
        return f"{reason} (the layout site takes it along)"
    if reason := analysis.started.get(found.key):
        return reason
    others = [one for one in analysis.environment.distributions if one.key in analysis.external - {found.key}]
    for one in others:
        if found.key in one.requires:
            return f"{one.name} needs it, and stays"
    for one in others:
        if (one.key, found.key) in analysis.liveness.imported:
            return f"{one.name} imports it, and stays"
    for one in others:
        if shared := sorted({*one.top_level} & {*found.top_level}):
            return f"{one.name} stays, and has modules of {shared[0]} too"
    return "the configuration says so"


def _needed_externals(analysis: Analysis) -> frozenset[str]:
    """Return the external distributions that are reached or started, with all that these need by their metadata."""
    by_key = {found.key: found for found in analysis.environment.distributions}
    first = [
        key
        for key in analysis.external
        if key in by_key and (key in analysis.started or by_key[key].programs or _runs(by_key[key], analysis))
    ]
    return frozenset(closure(first, {key: found.requires for key, found in by_key.items()}))


def _runs(found: Distribution, analysis: Analysis) -> bool:
    return any(module.name in analysis.liveness.executed for module in found.modules)
