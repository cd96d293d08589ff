"""Audit a result: the one that was written, else the one that extraction gives now, against advisories on disk."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vendorize.audit import audit, read_advisories, read_symbols
from vendorize.check import digest_in
from vendorize.checking import find_lock
from vendorize.extras import needed
from vendorize.layouts import IN_PLACE
from vendorize.model.asked import form_asked
from vendorize.model.bytecode import level_asked
from vendorize.model.extracted import PlannedAnalysis
from vendorize.model.findings import REACHABLE
from vendorize.model.lock import lock_name
from vendorize.starting import place_of, root_of, settings_of, source_time
from vendorize.steps import analyze_for, decide, inside, layout_of, make, sealed
from vendorize.storage import MARKER
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vendorize.check import LockedResult
    from vendorize.model.audit import AffectedSymbol, Audit, AuditedAdvisory
    from vendorize.model.bundle import Bundle
    from vendorize.model.request import Request
    from vendorize.model.settings import AcceptRule, Settings
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener

_ANEW = "extract again; or give audit the options that the extraction had; `vendorize check` says what differs"


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """What is asked beside the project."""

    advisories: Path
    """Folder, zip or file of OSV records."""
    result: Path | None = None
    symbols: Path | None = None
    artefacts: Path | None = None
    calls: bool = False
    """Find the ways by calls too."""


def audit_result(request: Request, asked: AuditRequest, progress: Listener) -> Audit:
    """Return what the advisories mean for a result: of a folder, a project changed in place, or extraction now.

    Raises `UserError` for records that cannot be read, and for a result that is not what extraction gives now: what
    the analysis says would then be about other code.
    """
    progress.stage_started("advisories")
    advisories = read_advisories(asked.advisories)
    told = read_symbols(asked.symbols) if asked.symbols else ()
    with _planned(request, asked.result, progress) as (planned, moved, settings):
        finest = _finest(planned, moved, settings, progress)
        progress.stage_started("audit")
        found = audit(planned, finest, advisories, told, asked.artefacts)
        if asked.calls:
            found = _with_calls(found, finest, progress)
        if moved.start != request.start:
            found = _renamed(found, root_of(moved.start), root_of(request.start))
    return replace(found, advisories=tuple(_accepted(one, settings.accept) for one in found.advisories))


def vex_document(found: Audit, form: str) -> str:
    """Return an audit as a VEX document of this format, as JSON; an empty text where it has no way to say nothing.

    SOURCE_DATE_EPOCH gives its time, else it is now, for such a document must have one.
    """
    made_at = source_time() or datetime.now(UTC).isoformat(timespec="seconds")
    if form == "openvex":
        from vendorize.audit.vex.openvex import openvex  # noqa: PLC0415

        return openvex(found, made_at)
    hint = "install it: pip install 'vendorize-cli[sbom]'; or take --vex-format openvex"
    with needed("CycloneDX", "sbom", hint=hint):
        from vendorize.audit.vex.cyclonedx import cyclonedx_vex  # noqa: PLC0415 - of an extra, and slow
    return cyclonedx_vex(found, made_at)


@contextmanager
def _planned(
    request: Request, result: Path | None, progress: Listener
) -> Iterator[tuple[PlannedAnalysis, Request, Settings]]:
    """Return the analysis and plan of the result, and the request that they are of."""
    settings = settings_of(request)
    root, script = place_of(request.start)
    if result is None and (root / lock_name(script)).exists() and not (root / MARKER).exists():
        from vendorize import emit  # noqa: PLC0415

        with emit.in_place(root, script, writes=False, force=False) as place, inside(request, place, progress) as moved:
            settings = settings_of(moved.request)
            made = sealed(make(moved.request, settings, moved.progress, layout=IN_PLACE), script)
            _require_same(find_lock(request, None), made.bundle)
            yield PlannedAnalysis(made.analysis, made.plan, made.bundle), moved.request, settings
    elif result is None and settings.cold.any:
        made = make(request, settings, progress, layout=layout_of(request, settings))
        yield PlannedAnalysis(made.analysis, made.plan, made.bundle), request, settings
    elif result is None:
        yield decide(request, settings, progress, layout=layout_of(request, settings)), request, settings
    else:
        given = find_lock(request, result)
        layout, options = request.layout or given.lock.layout, given.lock.options
        request = replace(request, layout=layout, bytecode=level_asked(options), **form_asked(options))
        made = sealed(make(request, settings, progress, out=result))
        _require_same(given, made.bundle)
        yield PlannedAnalysis(made.analysis, made.plan, made.bundle), request, settings


def _require_same(given: LockedResult, made: Bundle) -> None:
    """Refuse a result that is not as its lock says, or whose lock is not the one that extraction gives now."""
    locks = (one.content for one in made.files if one.relative == given.lock_file.name)
    if given.lock_file.read_bytes() not in locks:
        raise UserError(f"{given.lock_file}: not what extraction gives now", hint=_ANEW)
    for file in given.lock.written():
        if digest_in(given.result, file.path) != file.sha256:
            raise UserError(f"{given.result / file.path}: not as it was written", hint=_ANEW)


def _finest(planned: PlannedAnalysis, request: Request, settings: Settings, progress: Listener) -> Analysis:
    """Return the analysis that keeps nothing whole by choice; the one that is there where nothing asks for more.

    What values lead to is not argued to be all that runs, so that names decide here, whatever the result was made by.
    """
    options = settings.analysis
    by_values = "values" in {options.precision, request.options.precision}
    if not (options.external or options.granularities or options.granularity != "member" or by_values):
        return planned.analysis
    options = replace(options, external=frozenset(), granularity="member", granularities=(), precision="names")
    request = replace(request, options=replace(request.options, precision=None))
    progress.stage_started("reachability")
    return analyze_for(request, replace(settings, analysis=options), progress, layout=planned.plan.layout)


def _with_calls(found: Audit, analysis: Analysis, progress: Listener) -> Audit:
    """Add the ways by calls to what is reachable."""
    from vendorize.planning.calls import trace_calls  # noqa: PLC0415
    from vendorize_analysis.graphing import draw_graph  # noqa: PLC0415

    progress.stage_started("call graph")
    drawn = draw_graph(analysis, "all")

    def traced(one: AffectedSymbol) -> AffectedSymbol:
        if one.state != "reachable":
            return one
        return replace(one, calls=trace_calls(analysis, drawn, one.name.removesuffix(":")))

    return _with_symbols(found, traced)


def _renamed(found: Audit, copy: Path, own: Path) -> Audit:
    """Return an audit whose ways name the project's own files, not those of a copy of it."""

    def renamed(one: AffectedSymbol) -> AffectedSymbol:
        return replace(one, steps=tuple(step.moved(copy, own) for step in one.steps))

    return _with_symbols(found, renamed)


def _with_symbols(found: Audit, changed: Callable[[AffectedSymbol], AffectedSymbol]) -> Audit:
    advisories = (replace(one, symbols=tuple(map(changed, one.symbols))) for one in found.advisories)
    return replace(found, advisories=tuple(advisories))


def _accepted(one: AuditedAdvisory, rules: tuple[AcceptRule, ...]) -> AuditedAdvisory:
    """Return an advisory with the reason for which the configuration accepts it, by any of its identifiers."""
    for rule in rules:
        if any(rule.covers(REACHABLE, name) for name in (one.id, *one.aliases)):
            return replace(one, accepted=rule.reason)
    return one
