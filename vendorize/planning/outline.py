"""Modules with their parts and what keeps each, for those who want to look at the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.outlined import KeptBy, OutlinedModule, OutlinedPart
from vendorize.planning.costs import cut_away
from vendorize.planning.explain import lines_of
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import qualified_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import ModuleFile
    from vendorize_analysis.model.summary import Part

WHOLE = frozenset({"external"})


def outline(analysis: Analysis, plan: Plan) -> tuple[OutlinedModule, ...]:
    """Return all Python modules of the project and of the closure, the project's own first."""
    own = [_planned(analysis, module, "") for module in plan.first_party]
    return (*own, *(module for each in plan.distributions for module in _of(analysis, each)))


def _of(analysis: Analysis, each: DistributionPlan) -> Iterator[OutlinedModule]:
    planned = {module.name: module for module in each.modules}
    for file in analysis.environment.distribution(each.key).modules:
        if file.kind == "extension" or file.name in each.short_names or file.name not in analysis.figures:
            continue
        if file.name in planned:
            yield _planned(analysis, planned[file.name], each.name)
        else:
            yield _unplanned(analysis, file, each)


def _unplanned(analysis: Analysis, file: ModuleFile, each: DistributionPlan) -> OutlinedModule:
    """Return a module that the result does not hold as cut source: it is dropped, or stays as installed."""
    kept = each.verdict in WHOLE
    figures = analysis.figures[file.name]
    loaded = analysis.modules.get(file.name) if kept else None
    summary = loaded.summary if loaded is not None else None
    parts = summary.parts if isinstance(summary, ModuleSummary) else ()
    return OutlinedModule(
        name=file.name,
        owner=each.name,
        relative=file.relative,
        path=file.path,
        kept=kept,
        functions=(figures.functions, figures.functions if kept else 0),
        bytes=(figures.size, figures.size if kept else 0),
        parts=tuple(_part(analysis, file.name, parts, part, kept=True) for part in parts),
        edge=_edge(analysis, Node(file.name, -1)),
        hazards=_hazards(analysis, file.name),
    )


def _planned(analysis: Analysis, module: ModulePlan, owner: str) -> OutlinedModule:
    parts = module.summary.parts if module.summary is not None else ()
    keep = frozenset(range(len(parts))) if module.keep is None else module.keep
    loaded = analysis.modules[module.name]
    size = gone = 0
    functions = (0, 0)
    if isinstance(loaded.summary, ModuleSummary):
        source = "".join(f"{line}\n" for line in lines_of(loaded)).encode()
        size, gone = loaded.summary.size, cut_away(parts, keep, source)[1]
        functions = (loaded.summary.functions, sum(parts[index].functions for index in keep))
    elif module.name in analysis.figures:
        figures = analysis.figures[module.name]
        size, functions = figures.size, (figures.functions, figures.functions)
    return OutlinedModule(
        name=module.name,
        owner=owner,
        relative=module.relative,
        path=module.path,
        kept=True,
        functions=functions,
        bytes=(size, size - gone),
        parts=tuple(_part(analysis, module.name, parts, part, kept=part.index in keep) for part in parts),
        edge=_edge(analysis, Node(module.name, -1)),
        hazards=_hazards(analysis, module.name),
        source=None if owner else module.path.read_bytes().decode("utf-8", "replace"),
    )


def _hazards(analysis: Analysis, module: str) -> tuple[tuple[int, str, str], ...]:
    return tuple((each.line, each.code, each.message) for each in analysis.liveness.hazards.get(module, ()))


def _part(analysis: Analysis, module: str, parts: tuple[Part, ...], part: Part, *, kept: bool) -> OutlinedPart:
    names = list(qualified_names(parts, part.index))
    edge = _edge(analysis, Node(module, part.index)) if kept else None
    span = part.span
    return OutlinedPart(", ".join(names[:3]), part.kind, span.line, span.end_line, part.parent, kept, edge)


def _edge(analysis: Analysis, node: Node) -> KeptBy | None:
    witness = analysis.liveness.witnesses.get(node)
    if witness is None:
        return None
    source = witness.source or Node("", -1)
    return KeptBy(witness.kind, source.module, source.part, witness.detail, witness.certain)
