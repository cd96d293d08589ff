"""What every command begins with: an analysis, and the result of a plan in memory."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize import planning
from vendorize.cautions import warn_denied, warn_environment, warn_of_result, warn_unfit, warn_unmatched
from vendorize.config import check_namespace, taken_by_installed, taken_in_project
from vendorize.layouts import layout_named
from vendorize.model.extracted import Extracted, PlannedAnalysis, as_asked
from vendorize.model.rewrite import REWRITES
from vendorize.starting import hoist_of, refuse_result, root_of, strip_of, with_form
from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import choose_interpreter
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Forwarding
from vendorize_analysis.model.options import combine
from vendorize_analysis.pipeline import analyze
from vendorize_analysis.reading import asked_about
from vendorize_analysis.roots import is_path
from vendorize_analysis.scanning import collection_paused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.emit import InPlace
    from vendorize.model.bundle import Bundle
    from vendorize.model.lock import Lock
    from vendorize.model.patch import Patching
    from vendorize.model.plan import Plan
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.options import AnalysisOptions, Replaced


@dataclass(frozen=True, slots=True)
class Moved:
    """A request about a copy of the project, and who hears of it as if it were the project itself."""

    request: Request
    progress: Listener


@contextmanager
def inside(request: Request, place: InPlace, progress: Listener) -> Iterator[Moved]:
    """Return the request for the sources of a project that is changed in place; messages name the project's own."""
    if place.sources == place.root:
        yield Moved(request, progress)
        return
    options = replace(
        request.options,
        python=choose_interpreter(place.root, request.options.python),
        roots=tuple(_moved(root, place) for root in request.options.roots),
        copied_from=place.root,
    )
    moved = replace(request, start=place.start, options=options)
    listener = _Renaming(progress, str(place.sources), str(place.root))
    try:
        yield Moved(moved, listener)
    except UserError as error:
        raise UserError(listener.renamed(error.message), hint=listener.renamed(error.hint)) from error


def _moved(root: str, place: InPlace) -> str:
    path = Path(root).resolve()
    if is_path(root) and path.exists() and path.is_relative_to(place.root):
        return str(place.sources / path.relative_to(place.root))
    return root


class _Renaming(Forwarding):
    """Names one folder as another."""

    def __init__(self, inner: Listener, folder: str, other: str) -> None:
        super().__init__(inner)
        self._folder, self._other = folder, other

    def renamed(self, text: str) -> str:
        """Return a text with the other folder in it."""
        return text.replace(self._folder, self._other)

    def progressed(self, done: int, total: int, what: str) -> None:
        """Pass it on, renamed."""
        super().progressed(done, total, self.renamed(what))

    def warned(self, message: str) -> None:
        """Pass it on, renamed."""
        super().warned(self.renamed(message))


def layout_of(request: Request, settings: Settings) -> str:
    """Return the name of the layout that is asked for, else of the configured one."""
    return request.layout or settings.layout


def analyze_for(
    request: Request, settings: Settings, progress: Listener, *, layout: str, beside: Analysis | None = None
) -> Analysis:
    """Analyse what the project uses; `beside` an analysis of the program with its tests as further roots."""
    root, form = root_of(request.start), layout_named(layout)
    private = bool(settings.namespace) and form.is_project
    if private:
        check_namespace(settings, taken_in_project(settings.namespace, discover(request.start)), root, request.config)
    given = replace(settings.analysis, roots=tuple(_configured(one, root) for one in settings.analysis.roots))
    options = replace(combine(given, request.options), whole_names=form.moves_whole_names, on_path=form.lies_on_path)
    if beside is not None:
        joined, listed = beside.environment.closure, beside.liveness.listed
        options = replace(options, with_tests=True, joined=joined, listed=listed)
    options = replace(options, replaced=(*options.replaced, *_rewritten(request, options, progress)))
    analysis = analyze(request.start, options, progress)
    if private:
        taken = taken_by_installed(settings.namespace, analysis.project, analysis.environment)
        check_namespace(settings, taken, root, request.config)
    return analysis


def _rewritten(request: Request, options: AnalysisOptions, progress: Listener) -> tuple[Replaced, ...]:
    """Return the modules with the rewrites of the project; one that does not fit any more is left out, and said."""
    root = options.copied_from or root_of(request.start)
    asked_about(root / REWRITES)
    if not (root / REWRITES).is_dir():
        return ()
    from vendorize.rewrites.applying import applied  # noqa: PLC0415 - few projects have any

    return applied(request.start, root, options, progress)


def _configured(root: str, folder: Path) -> str:
    """Return a root of the configuration, whose files are those of the project wherever the command is given."""
    asked_about(folder / root)
    return str(folder / root) if is_path(root) and (folder / root).exists() else root


def decide(
    request: Request, settings: Settings, progress: Listener, *, layout: str, beside: Analysis | None = None
) -> PlannedAnalysis:
    """Analyse what the project uses, as `analyze_for` does, and decide what happens to each part of it."""
    hoist = hoist_of(request, settings, layout)
    analysis = analyze_for(request, settings, progress, layout=layout, beside=beside)
    planned = planning.plan(analysis, layout=layout, namespace=settings.namespace)
    planned = planning.with_verbatim(planned, settings.verbatim)
    if settings.cold.any:
        from vendorize.temperature import with_cold  # noqa: PLC0415 - who has nothing cold need not wait for it

        planned = with_cold(request, settings, PlannedAnalysis(analysis, planned), progress, beside)
    else:
        planned = planning.with_data_rules(analysis, planned, settings.data)
    if analysis.environment.replaced:
        from vendorize.rewrites import with_rewritten  # noqa: PLC0415 - few projects have rewrites

        planned = with_rewritten(planned, analysis.environment)
    if analysis.deferrals:
        from vendorize.planning import with_deferrals  # noqa: PLC0415 - few have imports wait
        from vendorize.temperature import patched_in  # noqa: PLC0415

        planned = with_deferrals(planned, analysis, patched_in(request, planned), merges=bool(hoist))
    planned = replace(with_form(planned, request, settings, analysis), hoist=hoist)
    if (strip := strip_of(request, settings)).any:
        from vendorize.planning import with_strip  # noqa: PLC0415

        planned = with_strip(planned, strip)
    return PlannedAnalysis(analysis, planned)


def decide_for_report(
    request: Request, settings: Settings, progress: Listener, *, layout: str | None = None
) -> PlannedAnalysis:
    """Return what `decide` does, in the layout asked for if none is given; warn of what the configuration lacks."""
    found = decide(request, settings, progress, layout=layout or layout_of(request, settings))
    warn_environment(found.analysis, request.options, progress)
    warn_unmatched(found.analysis, settings, progress)
    warn_denied(found, settings, progress)
    warn_unfit(found, settings, progress)
    return found


def make(
    request: Request, settings: Settings, progress: Listener, *, layout: str | None = None, out: Path | None = None
) -> Extracted:
    """Make a result in memory, in the layout asked for if no other is given; warn of what it lacks, as if in `out`."""
    refuse_result(request.start)
    planned = decide_for_report(request, settings, progress, layout=layout)
    for requirement in planned.analysis.environment.missing:
        progress.warned(f"{requirement} is required but not installed: the result does not have it")
    warn_of_result(planned, progress)
    bundle = build(planned.analysis, planned.plan, progress, out=out, patching=request.patching)
    return as_asked(Extracted(planned.analysis, planned.plan, bundle, settings, request.options), request)


def with_origins(made: Extracted, script: str = "") -> Extracted:
    """Return a result in memory with its map; that of a script that is changed in place has its name."""
    from vendorize.mapping import with_map  # noqa: PLC0415 - who only analyses need not wait for it
    from vendorize.model.originmap import map_name  # noqa: PLC0415

    name = map_name(script)
    return replace(made, bundle=with_map(made.bundle, made.plan, name), own=(*made.own, name))


def sealed(made: Extracted, in_place: str | None = None) -> Extracted:
    """Return a result in memory as it is handed out: with its map and its lock, which `seal` tells of."""
    return seal(made, in_place)[0]


def seal(made: Extracted, in_place: str | None = None) -> tuple[Extracted, Lock]:
    """Return a result in memory with its map and its lock, and that lock itself, which lists all files.

    In place (the name of the script, or nothing), data of the project go on changing, and are not listed.
    """
    from vendorize.lock import with_lock  # noqa: PLC0415
    from vendorize.lock.making import make_lock  # noqa: PLC0415
    from vendorize.model.lock import lock_name  # noqa: PLC0415

    made = with_origins(made, in_place or "")
    name, lock = lock_name(in_place or ""), make_lock(made, complete=in_place is None)
    return replace(made, bundle=with_lock(made.bundle, lock, name), own=(*made.own, name)), lock


def build(
    analysis: Analysis, decided: Plan, progress: Listener, *, out: Path | None, patching: Patching | None = None
) -> Bundle:
    """Make the complete result of a plan, in memory, with the project's patches."""
    # Who only analyses need not wait for the writer and its libraries.
    from vendorize.emit import Surroundings  # noqa: PLC0415
    from vendorize.layouts.laying import lay_out  # noqa: PLC0415
    from vendorize.patching import with_patches  # noqa: PLC0415
    from vendorize.planning.gone import with_gone  # noqa: PLC0415
    from vendorize.rewrites import carried_back, with_lines  # noqa: PLC0415
    from vendorize.supporting import support_of  # noqa: PLC0415
    from vendorize.transform import archive_of, transform, with_packed  # noqa: PLC0415

    decided = with_gone(decided, analysis)
    with collection_paused():
        code = carried_back(transform(decided, progress), decided, analysis.environment)
        code = with_patches(decided, code, progress, patching)
        decided = with_lines(decided, code)
        if decided.hoist:
            from vendorize.hoisting import hoist  # noqa: PLC0415 - few ask for it

            code = hoist(decided, code, analysis.project)
        archive = archive_of(packed := with_packed(decided, code))
        support = support_of(decided, code, archive)
        return lay_out(decided, packed, progress, around=Surroundings(analysis.project, support, out, archive.content))
