"""The report of an analysis, with what it takes to remember it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize import planning
from vendorize.starting import settings_of
from vendorize.steps import decide_for_report
from vendorize_analysis.model.options import combine
from vendorize_analysis.scanning import collection_paused

if TYPE_CHECKING:
    from vendorize.memo.reports import Telling
    from vendorize.memo.watching import Looked
    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener


def report_of(request: Request, progress: Listener) -> tuple[Report, Telling]:
    """Return what a project uses of its dependencies, and what tells which modules that depends on by facts alone."""
    with collection_paused():
        settings = settings_of(request)
        found = decide_for_report(request, settings, progress)
        report = planning.measure(found.analysis, found.plan, kept_symbols=request.kept_symbols)
        if request.mechanisms:
            from vendorize.planning.mechanisms import mechanisms  # noqa: PLC0415

            report = replace(report, mechanisms=mechanisms(found.analysis, found.plan, Path.read_bytes))
        if request.kept_symbols:
            from vendorize_analysis.abilities import authority_of  # noqa: PLC0415

            report = planning.with_symbols(found.analysis, found.plan, report, authority_of(found.analysis))
        return report, partial(_sources_of, found.analysis, settings, request)


def _sources_of(
    analysis: Analysis, settings: Settings, request: Request, looked: Looked, said: object
) -> tuple[Any, ...]:
    from vendorize.memo.telling import sources_of  # noqa: PLC0415 - only what is remembered needs it

    # Cold code and mechanisms look at what is in bodies.
    plain = not (settings.cold.any or request.mechanisms)
    return sources_of(analysis if plain else None, combine(settings.analysis, request.options), looked, said)
