"""Figures of an analysis: per distribution what there is and what stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.model.report import Before, Counts, DistributionReport, ExtractedDistribution, Report, Totals
from vendorize.planning.absent import absent_imports
from vendorize.planning.capabilities import before_and_after, capability_changes
from vendorize.planning.costs import Costs, cut_away
from vendorize.planning.hazards import hazards_of
from vendorize.planning.usage import usages
from vendorize_analysis.model.capabilities import by_rank
from vendorize_analysis.model.symbols import qualified_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vendorize.model.cold import ColdPolicy
    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.model.summary import Part


def measure(
    analysis: Analysis, plan: Plan, *, read: Callable[[Path], bytes] = Path.read_bytes, kept_symbols: bool = False
) -> Report:
    """Return the report of an analysis; `read` gives the source of the modules that lose parts."""
    costs = Costs(plan, analysis.costs, read) if analysis.costs is not None else None
    reports = tuple(_reports(analysis, plan, costs, read, kept_symbols=kept_symbols))
    return Report(
        project=analysis.project.name,
        root=analysis.project.root,
        python=analysis.environment.interpreter.version_text,
        distributions=reports,
        totals=_totals(analysis, plan, reports),
        roots=analysis.roots,
        capabilities=capability_changes(analysis, plan),
        own_capabilities=tuple(by_rank(analysis.capabilities.of(""))),
        hazards=tuple(hazards_of(analysis, None, costs)),
        vendored=tuple(one.relative_to(analysis.project.root).as_posix() for one in analysis.project.vendored),
        hazard_costs=costs.of_codes() if costs else None,
        missing=analysis.environment.missing,
        absent=absent_imports(analysis),
        layout=plan.layout,
        taken_as=analysis.project.taken_as,
        seconds=analysis.seconds,
        files_read=analysis.files_read,
        lines_read=analysis.lines_read,
        files_cached=analysis.files_cached,
    )


def _reports(
    analysis: Analysis, plan: Plan, costs: Costs | None, read: Callable[[Path], bytes], *, kept_symbols: bool
) -> Iterator[DistributionReport]:
    """Yield what there is of each distribution and what stays, with its findings and who uses it."""
    planned = {found.key: found for found in plan.distributions}
    used = usages(analysis)
    for found in analysis.environment.distributions:
        if found.key in planned:
            own = planned[found.key]
            report = _distribution(analysis, found, own, read=read, kept_symbols=kept_symbols)
            cold = sum(_cold(module, own.cold) for module in own.modules)
            yield replace(_with_findings(analysis, own, costs, report), usage=used[found.key], cold=cold)


def _with_findings(
    analysis: Analysis, planned: DistributionPlan, costs: Costs | None, report: DistributionReport
) -> DistributionReport:
    """Add what its code can do, and what cannot be read off it."""
    before, after = before_and_after(analysis, planned)
    return replace(
        report,
        capabilities=after,
        capabilities_before=before,
        hazards=tuple(hazards_of(analysis, planned, costs)),
        hazard_costs=costs.of_distribution(planned.key) if costs else None,
    )


def _distribution(
    analysis: Analysis,
    found: Distribution,
    planned: DistributionPlan,
    *,
    read: Callable[[Path], bytes],
    kept_symbols: bool,
) -> DistributionReport:
    figures = [
        analysis.figures[module.name]
        for module in found.modules
        if module.name in analysis.figures and module.kind != "extension" and module.name not in found.short_names
    ]
    total = {
        "modules": len({module.relative for module in found.modules if module.kind != "extension"}),
        "functions": sum(one.functions for one in figures),
        "lines": sum(one.lines for one in figures),
        "bytes": sum(one.size for one in figures),
    }
    left = total if planned.verdict == "external" else _kept(analysis, planned.modules, read)
    counts = {field: Counts(total[field], left[field]) for field in total}
    dependents = {other.key: other for other in analysis.environment.distributions}
    return DistributionReport(
        name=found.name,
        version=found.version,
        direct=found.key in analysis.environment.direct,
        required_by=tuple(
            sorted(
                other.name
                for key, other in dependents.items()
                if found.key in other.requires and key in analysis.environment.closure
            )
        ),
        verdict=planned.verdict,
        why=planned.why,
        licenses=found.licenses,
        native=analysis.native.get(found.key, "none"),
        modules=counts["modules"],
        functions=counts["functions"],
        lines=counts["lines"],
        bytes=counts["bytes"],
        used_symbols=tuple(_used(analysis.liveness.used.get(found.key, frozenset()) - analysis.liveness.possible)),
        kept=tuple(sorted(_symbols(planned.modules))) if kept_symbols else None,
        dropped=_dropped(planned),
    )


def _dropped(planned: DistributionPlan) -> tuple[tuple[str, int], ...]:
    sizes = Counter[str]()
    for file in planned.dropped:
        sizes[file.kind] += file.size
    return tuple(sorted(sizes.items()))


def _used(names: frozenset[str]) -> Iterator[str]:
    """Yield the names that are used, sorted, each once: a module whose one name is its own is that name's home only."""
    for name in sorted(names):
        holder, _, last = name.rpartition(".")
        if not (holder in names and holder.rpartition(".")[2] == last):
            yield name


def _kept(analysis: Analysis, plans: Iterable[ModulePlan], read: Callable[[Path], bytes]) -> dict[str, int]:
    figures = {"modules": 0, "functions": 0, "lines": 0, "bytes": 0}
    for plan in plans:
        figures["modules"] += 1
        whole = analysis.figures[plan.name]
        lines = size = 0
        if plan.keep is not None and plan.summary is not None:
            lines, size = cut_away(plan.summary.parts, plan.keep, read(plan.path))
        figures["functions"] += _functions(plan.summary.parts, plan.keep) if plan.summary else whole.functions
        figures["lines"] += whole.lines - lines
        figures["bytes"] += whole.size - size
    return figures


def _functions(parts: tuple[Part, ...], keep: frozenset[int] | None) -> int:
    return sum(part.functions for part in parts if keep is None or part.index in keep)


def _cold(plan: ModulePlan, policy: ColdPolicy) -> int:
    """Return how many functions of a module are cold, those inside of them included."""
    parts = plan.summary.parts if plan.summary is not None else ()
    if plan.cold_whole:
        return _functions(parts, plan.keep)
    return 0 if plan.functions_stay(policy) else sum(parts[index].functions for index in plan.cold)


def _symbols(plans: Iterable[ModulePlan]) -> Iterator[str]:
    for plan in plans:
        for part in plan.kept_parts():
            if part.kind in {"def", "class", "assign", "annotation"}:
                for name in qualified_names(plan.summary.parts, part.index) if plan.summary else ():
                    yield f"{plan.name}:{name}"


def _totals(analysis: Analysis, plan: Plan, reports: tuple[DistributionReport, ...]) -> Totals:
    def summed(field: str) -> Before:
        counts = [getattr(report, field) for report in reports]
        return Before(sum(count.total for count in counts), sum(count.kept for count in counts))

    closure = [found for found in analysis.environment.distributions if found.key in analysis.environment.closure]
    return Totals(
        distributions=Before(len(reports), sum(report.verdict == "external" for report in reports)),
        modules=summed("modules"),
        functions=summed("functions"),
        lines=summed("lines"),
        bytes=Before(sum(found.size for found in closure), _bytes_after(plan, closure, reports)),
    )


def _bytes_after(plan: Plan, closure: list[Distribution], reports: tuple[DistributionReport, ...]) -> int:
    """Return the size of what stays of every installed file: code, data, externals as a whole."""
    installed = {found.key: found for found in closure}
    sizes = {found.key: found.size for found in closure}
    kept = sum(report.bytes.kept for report in reports if report.verdict == "extract")
    for found in plan.distributions:
        if found.verdict == "external":
            inside = set(installed[found.key].files)
            gone = sum(file.size for file in found.dropped if file.relative in inside)
            kept += sizes.get(found.key, 0) - gone
        kept += sum(data.path.stat().st_size for data in found.data if data.path.is_file())
    return kept


def extracted_distributions(report: Report) -> tuple[ExtractedDistribution, ...]:
    """Return what becomes of each distribution in a result, as `extract` says it."""
    return tuple(
        ExtractedDistribution(
            name=found.name,
            version=found.version,
            verdict=found.verdict,
            why=found.why,
            modules=Before(found.modules.total, found.modules.kept),
            functions=Before(found.functions.total, found.functions.kept),
            bytes=Before(found.bytes.total, found.bytes.kept),
            capabilities=found.capabilities,
            capabilities_before=found.capabilities_before,
            dropped=found.dropped,
        )
        for found in report.distributions
    )
