"""What every command begins with: settings, analysis, and the result of a plan in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.config import load
from vendorize.layouts import layout_named
from vendorize.planning import absent_imports
from vendorize_analysis.discovery import find_start
from vendorize_analysis.model.options import combine
from vendorize_analysis.pipeline import analyze
from vendorize_analysis.scanning import collection_paused

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener


def settings_of(request: Request) -> Settings:
    """Read the configuration of the project that is asked about; raises `UserError` for one with mistakes."""
    return load(root_of(request.start), request.config)


def root_of(start: Path) -> Path:
    """Return the folder of the project around a place."""
    found = find_start(start)
    return found if found.is_dir() else found.parent


def layout_of(request: Request, settings: Settings) -> str:
    """Return the name of the layout that is asked for, else of the configured one."""
    return request.layout or settings.layout


def analyze_for(
    request: Request, settings: Settings, tell: Listener, *, layout: str, with_tests: bool = False
) -> Analysis:
    """Analyse what the project uses, with its tests as further roots if they are to run on the result."""
    options = combine(settings.analysis, request.options)
    options = replace(options, whole_names=layout_named(layout).moves_whole_names, with_tests=with_tests)
    return analyze(request.start, options, tell)


def build(analysis: Analysis, decided: Plan, tell: Listener, *, out: Path | None) -> Bundle:
    """Make the complete result of a plan, in memory."""
    # Who only analyses need not wait for the writer and its libraries.
    from vendorize.emit import Surroundings  # noqa: PLC0415
    from vendorize.layouts.laying import lay_out  # noqa: PLC0415
    from vendorize.transform import support_source, transform  # noqa: PLC0415

    layout = layout_named(decided.layout)
    support = support_source(decided.project_name, layout.namespace(decided), layout.moved(decided), decided.absent)
    around = Surroundings(project=analysis.project, support=support, out=out)
    with collection_paused():
        return lay_out(decided, transform(decided, tell), tell, around=around)


def warn_unmatched(analysis: Analysis, settings: Settings, tell: Listener) -> None:
    """Name what the configuration speaks of and nothing here answers to, or does not yet."""
    for key in settings.idle:
        tell.warned(f"tool.vendorize.{key} is understood, but this version does nothing with it")
    for pattern in analysis.liveness.unmatched:
        tell.warned(f"the keep rule {pattern!r} matches nothing")
    imports = absent_imports(analysis)
    for name in sorted(settings.analysis.absent - {each.name for each in imports}):
        tell.warned(f"{name} is declared absent, but nothing that runs imports it")
    for each in imports:
        if not each.caught:
            tell.warned(f"{each.path}:{each.line}: imports {each.name}, which is declared absent: this always fails")
    named = {*settings.analysis.external, *(name for name, _ in settings.analysis.granularities)}
    for name in sorted(named - {found.key for found in analysis.environment.distributions}):
        tell.warned(f"the configuration names {name!r}, which is not installed")
