"""The hazards of a report: those of live code, and those of whole files that cannot be read or cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.report import ReportedHazard
from vendorize_analysis.model.costs import Site
from vendorize_analysis.model.hazards.files import LoadedLibrary
from vendorize_analysis.model.hazards.unread import UNREAD, CompiledLeftOut, CompiledModule, StartUpCode
from vendorize_analysis.model.summary import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.plan import DistributionPlan
    from vendorize.model.report import Cost
    from vendorize.planning.costs import Costs
    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.hazards import Hazard


def hazards_of(analysis: Analysis, planned: DistributionPlan | None, costs: Costs | None) -> Iterator[ReportedHazard]:
    """Yield the hazards of a distribution, or of the project itself."""
    key = planned.key if planned is not None else ""
    for name in sorted(analysis.liveness.executed):
        module = analysis.modules.get(name)
        if module is None or module.distribution != key:
            continue
        path = module.relative if planned is not None else _from_root(module, analysis.project.root)
        for hazard in analysis.liveness.hazards.get(name, ()):
            cost = costs.of_site(Site(name, hazard.line, hazard.code)) if costs else None
            yield _reported(path, hazard, cost)
        if isinstance(module.summary, Unreadable):
            unread = UNREAD[module.summary.code](module.summary.line, f"is kept whole: {module.summary.message}")
            yield _reported(path, unread)
    if planned is not None:
        yield from _compiled(analysis, planned)
        yield from _start_up(analysis, planned)


def _from_root(module: LoadedModule, root: Path) -> str:
    """Return the POSIX path of first-party code from the project's root, not from the folder that imports look in."""
    found = module.path
    return found.relative_to(root).as_posix() if found.is_relative_to(root) else module.relative


def _reported(path: str, hazard: Hazard, cost: Cost | None = None) -> ReportedHazard:
    return ReportedHazard(path, hazard.line, hazard.code, hazard.message, cost)


def _compiled(analysis: Analysis, planned: DistributionPlan) -> Iterator[ReportedHazard]:
    """Yield the compiled modules of a distribution that is kept for them, or that goes without them."""
    native, modules = analysis.native.get(planned.key, "none"), analysis.environment.distribution(planned.key).modules
    there, denied = {file.relative for file in planned.data}, {one.relative for one in planned.denied}
    for module in modules:
        stays = planned.verdict == "external" or module.relative in there
        if module.kind == "extension" and stays and native == "required":
            yield _reported(module.relative, CompiledModule())
        elif module.kind == "extension" and planned.verdict == "extract" and module.relative not in denied:
            yield _reported(module.relative, CompiledLeftOut(reached=module.name in analysis.liveness.executed))
    imported = {module.relative for module in modules} if planned.loaded else set[str]()
    for relative, why in planned.loaded:
        if relative not in imported:
            yield _reported(relative, LoadedLibrary(why=why))


def _start_up(analysis: Analysis, planned: DistributionPlan) -> Iterator[ReportedHazard]:
    """Yield the lines of code in the `.pth` files of a distribution that is kept for them."""
    for line in analysis.environment.distribution(planned.key).path_lines:
        if line.runs and planned.verdict == "external":
            yield _reported(line.relative, StartUpCode(line.line))
