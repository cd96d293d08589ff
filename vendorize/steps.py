"""What every command begins with: an analysis, and the result of a plan in memory."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.config import check_namespace, taken_by_installed, taken_in_project
from vendorize.layouts import layout_named
from vendorize.model.extracted import Extracted, PlannedAnalysis
from vendorize.planning import absent_imports, before_and_after, plan
from vendorize.starting import root_of
from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import choose_interpreter
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Forwarding
from vendorize_analysis.model.names import absence
from vendorize_analysis.model.options import combine
from vendorize_analysis.pipeline import analyze
from vendorize_analysis.reading import asked_about
from vendorize_analysis.roots import is_path
from vendorize_analysis.scanning import collection_paused
from vendorize_analysis.tables.powers import meaning_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.emit import InPlace
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener


@dataclass(frozen=True, slots=True)
class Moved:
    """A request about a copy of the project, and who hears of it as if it were the project itself."""

    request: Request
    progress: Listener


@contextmanager
def inside(request: Request, place: InPlace, progress: Listener) -> Iterator[Moved]:
    """Return the request for the sources of a project that is changed in place, which may be a copy of it.

    Warnings and errors name the project's own files.
    """
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
    root = root_of(request.start)
    form = layout_named(layout)
    private = bool(settings.namespace) and form.is_project
    if private:
        check_namespace(settings, taken_in_project(settings.namespace, discover(request.start)), root, request.config)
    configured = replace(settings.analysis, roots=tuple(_configured(one, root) for one in settings.analysis.roots))
    options = combine(configured, request.options)
    joined = frozenset() if beside is None else beside.environment.closure
    options = replace(options, whole_names=form.moves_whole_names, with_tests=beside is not None, joined=joined)
    analysis = analyze(request.start, options, progress)
    if private:
        taken = taken_by_installed(settings.namespace, analysis.project, analysis.environment)
        check_namespace(settings, taken, root, request.config)
    return analysis


def _configured(root: str, folder: Path) -> str:
    """Return a root of the configuration, whose files are those of the project wherever the command is given."""
    asked_about(folder / root)
    return str(folder / root) if is_path(root) and (folder / root).exists() else root


def decide(
    request: Request, settings: Settings, progress: Listener, *, layout: str, beside: Analysis | None = None
) -> PlannedAnalysis:
    """Analyse what the project uses, as `analyze_for` does, and decide what happens to each part of it."""
    analysis = analyze_for(request, settings, progress, layout=layout, beside=beside)
    return PlannedAnalysis(analysis, plan(analysis, layout=layout, namespace=settings.namespace))


def make(
    request: Request, settings: Settings, progress: Listener, *, layout: str | None = None, out: Path | None = None
) -> Extracted:
    """Make a result in memory, in the layout that is asked for if no other is given, and warn of what it lacks.

    Warnings speak of the result as if it lay in `out`.
    """
    planned = decide(request, settings, progress, layout=layout or layout_of(request, settings))
    warn_unmatched(planned.analysis, settings, progress)
    for requirement in planned.analysis.environment.missing:
        progress.warned(f"{requirement} is required but not installed: the result does not have it")
    warn_unused(planned.analysis, planned.plan, progress)
    warn_denied(planned, settings, progress)
    warn_copyleft(planned.plan, progress)
    bundle = build(planned.analysis, planned.plan, progress, out=out)
    return Extracted(planned.analysis, planned.plan, bundle, settings, request.options)


def with_origins(made: Extracted, script: str = "") -> Extracted:
    """Return a result in memory with its map; that of a script that is changed in place has its name."""
    from vendorize.mapping import with_map  # noqa: PLC0415 - who only analyses need not wait for it
    from vendorize.model.originmap import map_name  # noqa: PLC0415

    name = map_name(script)
    return replace(made, bundle=with_map(made.bundle, made.plan, name), own=(*made.own, name))


def sealed(made: Extracted, script: str = "") -> Extracted:
    """Return a result in memory as it is handed out: with its map and its lock."""
    from vendorize.lock import with_lock  # noqa: PLC0415
    from vendorize.lock.making import make_lock  # noqa: PLC0415
    from vendorize.model.lock import lock_name  # noqa: PLC0415

    made = with_origins(made, script)
    name = lock_name(script)
    return replace(made, bundle=with_lock(made.bundle, make_lock(made), name), own=(*made.own, name))


def build(analysis: Analysis, decided: Plan, progress: Listener, *, out: Path | None) -> Bundle:
    """Make the complete result of a plan, in memory."""
    # Who only analyses need not wait for the writer and its libraries.
    from vendorize.emit import Surroundings  # noqa: PLC0415
    from vendorize.layouts.laying import lay_out  # noqa: PLC0415
    from vendorize.transform import support_source, transform  # noqa: PLC0415

    layout = layout_named(decided.layout)
    names = (layout.namespace(decided), layout.moved(decided), decided.absent)
    starts = layout.carries_externals and decided.starts()
    support = support_source(decided.project_name, *names, starts=starts)
    around = Surroundings(project=analysis.project, support=support, out=out)
    with collection_paused():
        return lay_out(decided, transform(decided, progress), progress, around=around)


def warn_denied(planned: PlannedAnalysis, settings: Settings, progress: Listener) -> None:
    """Name what distributions can do in the result and must not: a finding of `check`."""
    for found in planned.plan.distributions:
        _, after = before_and_after(planned.analysis, found)
        for name in settings.policy.broken_by(found.key, after):
            progress.warned(
                f"{found.name} {found.version} has {name}, which the policy denies: it can {meaning_of(name)}; "
                f"`vendorize why {found.name} --capability {name}` says by which way"
            )


def warn_copyleft(decided: Plan, progress: Listener) -> None:
    """Name what becomes part of the project's own package, and asks for its licence to be that of the whole."""
    if not layout_named(decided.layout).is_project:
        return
    from vendorize.model.licenses import is_copyleft  # noqa: PLC0415

    for found in decided.distributions:
        if found.verdict == "extract" and any(map(is_copyleft, found.licenses)):
            progress.warned(
                f"{found.name} {found.version} ({', '.join(found.licenses)}) becomes part of the project's own "
                "package, which its licence may then reach; as an external it stays apart, in the layout site too"
            )


def warn_unused(analysis: Analysis, decided: Plan, progress: Listener) -> None:
    """Name what the project itself requires and the result lacks: it may do something by being installed."""
    for found in decided.distributions:
        if found.verdict != "unused" or found.key not in analysis.environment.direct:
            continue
        tops = analysis.environment.distribution(found.key).top_level
        if any(not absence(top, analysis.absent) for top in tops):
            progress.warned(
                f"{found.name} {found.version} is required by the project, but {found.why}: the result does not have "
                f'it; if it is needed all the same, add [[tool.vendorize.keep]] symbol = "{tops[0]}.*" reason = "...", '
                "else take the requirement out"
            )


def warn_unmatched(analysis: Analysis, settings: Settings, progress: Listener) -> None:
    """Name what the configuration speaks of and nothing here answers to, or does not yet."""
    for key in settings.idle:
        progress.warned(f"tool.vendorize.{key} is understood, but this version does nothing with it")
    for pattern in analysis.liveness.unmatched:
        progress.warned(f"the keep rule {pattern!r} matches nothing")
    imports = absent_imports(analysis)
    for name in sorted(settings.analysis.absent - {each.name for each in imports}):
        progress.warned(f"{name} is declared absent, but nothing that runs imports it")
    for each in imports:
        if not each.caught:
            progress.warned(
                f"{each.path}:{each.line}: imports {each.name}, which is declared absent: this always fails"
            )
    named = {
        *settings.analysis.external,
        *(name for name, _ in (*settings.analysis.granularities, *settings.analysis.natives)),
        *(name for name, _ in (*settings.policy.denied_to, *settings.policy.allowed_to)),
    }
    for name in sorted(named - {found.key for found in analysis.environment.distributions}):
        progress.warned(f"the configuration names {name!r}, which is not installed")
