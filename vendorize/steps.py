"""What every command begins with: settings, analysis, and the result of a plan in memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from vendorize.config import load
from vendorize.model.settings import Settings
from vendorize.planning import absent_imports
from vendorize_analysis.discovery import find_start
from vendorize_analysis.model.options import AnalysisOptions, Keep
from vendorize_analysis.pipeline import analyze
from vendorize_analysis.scanning import collection_paused

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Layout, Plan
    from vendorize.model.request import Request
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener


def settings_of(request: Request) -> Settings:
    """Give the configuration of the project that is asked about."""
    return load(root_of(request.start), request.config)


def root_of(start: Path) -> Path:
    """Give the folder of the project around a place."""
    found = find_start(start)
    return found if found.is_dir() else found.parent


def layout_of(request: Request, settings: Settings) -> Layout:
    """Give the layout that is asked for, else the configured one."""
    return request.layout or settings.layout


def analyze_for(
    request: Request, settings: Settings, tell: Listener, *, layout: Layout, with_tests: bool = False
) -> Analysis:
    """Give what the project uses, with its tests as further roots if they are to run on the result."""
    options = AnalysisOptions(
        python=request.python,
        search_path=request.search_path,
        roots=(*settings.roots, *request.roots),
        external=frozenset(settings.external),
        extras=frozenset((*settings.extras, *request.extras)),
        absent=frozenset(settings.absent),
        keep=tuple(Keep(rule.symbol, rule.reason) for rule in settings.keep),
        granularity=settings.granularity,
        granularities=settings.distributions,
        native=settings.native,
        natives=settings.natives,
        precision=request.precision or settings.precision,
        requires_python=settings.python,
        platforms=frozenset(settings.platforms),
        whole_names=layout == "package",
        with_tests=with_tests,
        hazard_costs=request.hazard_costs,
        cache_dir=request.cache_dir,
        cache_fallback=request.cache_fallback,
        use_cache=request.use_cache,
        jobs=request.jobs or os.cpu_count() or 1,
    )
    return analyze(request.start, options, tell)


def build(analysis: Analysis, decided: Plan, tell: Listener, *, out: Path | None) -> Bundle:
    """Give the complete result of a plan, in memory."""
    # Who only analyses need not wait for the writer and its libraries.
    from vendorize.emit import Surroundings, lay_out  # noqa: PLC0415
    from vendorize.transform import moved_names, support_source, transform  # noqa: PLC0415

    namespace = decided.namespace if decided.layout == "package" else ""
    support = support_source(decided.project_name, namespace, moved_names(decided), decided.absent)
    around = Surroundings(project=analysis.project, support=support, out=out)
    with collection_paused():
        return lay_out(decided, transform(decided, tell), tell, around=around)


def warn_unmatched(analysis: Analysis, settings: Settings, tell: Listener) -> None:
    """Name what the configuration speaks of and nothing here answers to, or does not yet."""
    for key in _without_effect(settings):
        tell.warned(f"tool.vendorize.{key} is understood, but this version does nothing with it")
    for pattern in analysis.liveness.unmatched:
        tell.warned(f"the keep rule {pattern!r} matches nothing")
    imports = absent_imports(analysis)
    for name in sorted(set(settings.absent) - {each.name for each in imports}):
        tell.warned(f"{name} is declared absent, but nothing that runs imports it")
    for each in imports:
        if not each.caught:
            tell.warned(f"{each.path}:{each.line}: imports {each.name}, which is declared absent: this always fails")
    named = {*settings.external, *(name for name, _ in (*settings.distributions, *settings.natives))}
    for name in sorted(named - {found.key for found in analysis.environment.distributions}):
        tell.warned(f"the configuration names {name!r}, which is not installed")


def _without_effect(settings: Settings) -> list[str]:
    """Give the keys that are set and belong to what is not built yet: nobody shall rely on them in silence."""
    plain = Settings()
    keys = {"prune-first-party": "prune_first_party", "policy": "policy", "assist": "assist"}
    return [key for key, field in keys.items() if getattr(settings, field) != getattr(plain, field)]
