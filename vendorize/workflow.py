"""The whole tool on one screen: analyse, decide, transform, write, verify.

What only some commands need is imported where they need it: reading it takes longer than an analysis that is cached.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize import planning
from vendorize.answering import report_of
from vendorize.layouts import IN_PLACE, layout_named
from vendorize.model.report import Extraction
from vendorize.starting import place_of, root_of, settings_in_place, settings_of
from vendorize.steps import analyze_for, decide_for_report, inside, layout_of, make, sealed
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Remembering, Silent
from vendorize_analysis.scanning import collection_paused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from vendorize.memo.reports import Telling
    from vendorize.model.ability import Ability
    from vendorize.model.executed import Executed, TracedRun
    from vendorize.model.extracted import Extracted
    from vendorize.model.graph import Graph
    from vendorize.model.page import Page
    from vendorize.model.report import Explanation, Report
    from vendorize.model.request import Request
    from vendorize.model.takenback import TakenBack
    from vendorize.model.verdict import Verdict
    from vendorize_analysis.graphing import GraphScope
    from vendorize_analysis.model.deferral import Deferral
    from vendorize_analysis.model.events import Listener


def analyze(request: Request, progress: Listener | None = None) -> Report:
    """Return what the project uses of its dependencies; writes nothing but the cache."""
    return report_of(request, progress or Silent())[0]


def analyze_to_remember(request: Request, progress: Listener) -> tuple[Report, Telling]:
    """Return what `analyze` does, and what tells which modules that depends on by facts alone."""
    return report_of(request, progress)


def page(request: Request, progress: Listener | None = None) -> Page:
    """Return the report with all modules and what keeps each part of them: what the HTML report shows."""
    from vendorize.model.page import Page  # noqa: PLC0415
    from vendorize.planning.outline import outline  # noqa: PLC0415

    progress = progress or Silent()
    with collection_paused():
        found = decide_for_report(request, settings_of(request), progress)
        return Page(planning.measure(found.analysis, found.plan), outline(found.analysis, found.plan))


def required_versions(
    request: Request, required: Mapping[str, Iterable[str]], progress: Listener
) -> dict[tuple[str, str], str]:
    """Return the specifiers of requirements, by who requires whom; warns where pipdeptree sees other requirements.

    Of what stands in for an environment (`--search-path`) nobody but us knows anything.
    """
    from vendorize_analysis.environment import choose_interpreter, differences, requirement_tree  # noqa: PLC0415

    if request.options.search_path:
        return {}
    theirs = requirement_tree(choose_interpreter(root_of(request.start), request.options.python))
    for message in differences(required, theirs):
        progress.warned(message)
    return {(key, need.key): need.versions for key, needs in theirs.items() for need in needs}


def why(
    request: Request, symbol: str, *, every: bool = False, calls: bool = False, progress: Listener | None = None
) -> Explanation:
    """Return why a symbol is kept, or why it is not; by calls too, which takes the call graph."""
    from vendorize.planning.explain import explain  # noqa: PLC0415

    progress = progress or Silent()
    settings = settings_of(request)
    analysis = analyze_for(request, settings, progress, layout=layout_of(request, settings))
    explanation = explain(analysis, symbol, every=every)
    if not calls:
        return explanation
    from vendorize.planning.calls import trace_calls  # noqa: PLC0415
    from vendorize_analysis.graphing import draw_graph  # noqa: PLC0415

    progress.stage_started("call graph")
    return replace(explanation, calls=trace_calls(analysis, draw_graph(analysis, "all"), explanation.symbol))


def why_capable(request: Request, capability: str, about: str = "", *, progress: Listener | None = None) -> Ability:
    """Return by which way code comes to a capability: all that is kept, or a distribution, or a symbol."""
    from vendorize.planning.ability import explain_capability  # noqa: PLC0415
    from vendorize_analysis.abilities import authority_of  # noqa: PLC0415

    settings = settings_of(request)
    analysis = analyze_for(request, settings, progress or Silent(), layout=layout_of(request, settings))
    return explain_capability(analysis, capability, about, authority_of(analysis))


def why_deferred(request: Request, about: str = "", *, progress: Listener | None = None) -> tuple[Deferral, ...]:
    """Return each import of kept code, with the reason why it does not wait: all, or of a module or distribution."""
    from vendorize.waiting import imports_of  # noqa: PLC0415

    return imports_of(request, about, progress or Silent())


def graph(request: Request, *, scope: GraphScope = "first-party", progress: Listener | None = None) -> Graph:
    """Return who calls whom in the project, or in its dependencies too."""
    from vendorize.model.graph import Graph  # noqa: PLC0415
    from vendorize_analysis.graphing import draw_graph  # noqa: PLC0415

    settings = settings_of(request)
    progress = progress or Silent()
    analysis = analyze_for(request, settings, progress, layout=layout_of(request, settings))
    progress.stage_started("call graph")
    drawn = draw_graph(analysis, scope)
    return Graph(
        project=analysis.project.name,
        python=analysis.environment.interpreter.version_text,
        scope=scope,
        nodes=drawn.nodes,
        edges=drawn.edges,
        open_calls=drawn.open_calls,
        paths={name: module.relative for name, module in analysis.modules.items()},
        is_complete=drawn.is_complete,
    )


def extract(  # noqa: PLR0913 (each is an option of the command)
    request: Request,
    *,
    out: Path | None = None,
    in_place: bool = False,
    dry_run: bool = False,
    diff: bool = False,
    force: bool = False,
    smoke: bool = True,
    progress: Listener | None = None,
) -> Extraction:
    """Write the result, or say what would be written; with `smoke` only one on which the program's imports work.

    In place, a project that was changed before is extracted again from its originals, which were recorded then.
    """
    from vendorize import emit, trial  # noqa: PLC0415

    progress, writes = Remembering(progress or Silent()), not (dry_run or diff)
    if not in_place:
        if out is not None:
            emit.check_place(out)
        made = sealed(make(request, settings_of(request), progress, layout=request.layout, out=out))
        if writes and out is not None:
            if smoke:
                trial.require_start(made.analysis, made.plan, made.bundle, progress, out=out)
            emit.write(made.bundle, out, layout=made.plan.layout, force=force)
        return _outlined(_extraction(made, progress, target=out, diff=diff, dry_run=dry_run), made, request)
    root, script = place_of(request.start)
    with emit.in_place(root, script, writes=writes, force=force) as place, inside(request, place, progress) as moved:
        made = sealed(make(moved.request, settings_in_place(moved.request), moved.progress, layout=IN_PLACE), script)
        found = _outlined(_extraction(made, progress, target=root, diff=diff, dry_run=dry_run), made, request)
        if writes:
            if smoke:
                trial.require_start(made.analysis, made.plan, made.bundle, moved.progress, out=None)
            record = place.record or emit.Originals(root, script)
            emit.write_in_place(made.bundle, record, namespace=made.plan.namespace, sources=place.sources)
        return replace(found, warnings=tuple(progress.warnings), in_place=True)


def take_back(request: Request, *, dry_run: bool = False, force: bool = False) -> TakenBack:
    """Return a project that was changed in place its sources back."""
    from vendorize import emit  # noqa: PLC0415
    from vendorize.model.takenback import TakenBack  # noqa: PLC0415

    root, script = place_of(request.start)
    with emit.recorded(root, script, writes=not dry_run, force=force) as record:
        if record is None:
            raise UserError(
                f"{root / script} was not changed by `vendorize extract --in-place`, or was taken back already",
                hint="there is nothing to take back",
            )
        return TakenBack(root, emit.take_back(record, force=force, dry_run=dry_run), dry_run=dry_run)


def _extraction(
    made: Extracted, progress: Remembering, *, target: Path | None, diff: bool, dry_run: bool
) -> Extraction:
    from vendorize import emit  # noqa: PLC0415
    from vendorize.model.bundle import Bundle  # noqa: PLC0415
    from vendorize.temperature import cold_code  # noqa: PLC0415

    report = planning.measure(made.analysis, made.plan)
    is_project = layout_named(made.plan.layout).is_project
    code = Bundle(tuple(file for file in made.bundle.files if file.relative not in made.own))
    originals = emit.originals(made.plan, code, is_project=is_project) if diff else {}
    return Extraction(
        out=target or made.analysis.project.root,
        layout=made.plan.layout,
        distributions=planning.extracted_distributions(report),
        totals=report.totals,
        files=tuple(file.relative for file in made.bundle.files),
        capabilities=report.capabilities,
        warnings=tuple(progress.warnings),
        dry_run=dry_run or diff,
        diff=emit.diff(code, originals).text if diff else "",
        cold=cold_code(made.bundle, made.plan) if made.settings.cold.any else (),
        hoisted=tuple(sorted(one for file in made.bundle.parts() for one in file.hoisted)),
        stripped=sum(file.lost for file in made.bundle.parts()),
    )


def _outlined(extraction: Extraction, made: Extracted, request: Request) -> Extraction:
    """Add what became of each module, if that was asked for; in place, before the sources change."""
    from vendorize.planning.outline import outline  # noqa: PLC0415

    return replace(extraction, modules=outline(made.analysis, made.plan)) if request.outlined else extraction


def verify(request: Request, *, result: Path | None = None, progress: Listener | None = None) -> Verdict:
    """Return the comparison of a result (made now, if none is given) with its original; repaired, if asked for."""
    from vendorize.proof import verify as prove  # noqa: PLC0415

    return prove(request, result=result, progress=progress)


def trace(
    command: Sequence[str], project: Path, file: Path, *, merged: Sequence[Path] = (), append: bool = False
) -> tuple[TracedRun | None, Executed]:
    """Run a command under the tracer, and return how it ended and what the file of traces says then."""
    from vendorize.tracing import record  # noqa: PLC0415

    return record(command, project, file, merged=merged, append=append)


def record_file(request: Request) -> Path | None:
    """Return where the record of `verify` goes: to the file asked for, else to that of the configuration, if any."""
    from vendorize.proof import record_file as find  # noqa: PLC0415

    return find(request)
