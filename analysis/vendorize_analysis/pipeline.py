"""The stages in order: the only module that knows more than one of them. What they are told is decided in `policy`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from vendorize_analysis.abilities import capabilities_of
from vendorize_analysis.compiled import natives_of
from vendorize_analysis.discovery import discover, with_searched_folders
from vendorize_analysis.environment import choose_interpreter, complete, inspect, with_replaced
from vendorize_analysis.figures import figures_of, seconds_of
from vendorize_analysis.folders import with_folders
from vendorize_analysis.following import follow
from vendorize_analysis.model.analysis import Analysis, Seconds
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.policy import (
    considered_distributions,
    describe_roots,
    target_of,
)
from vendorize_analysis.reachability import cost
from vendorize_analysis.recursion import deeply
from vendorize_analysis.roots import add_roots, as_paths
from vendorize_analysis.scanning import (
    NoCache,
    collection_paused,
    count,
    index_modules,
    open_cache,
    open_scanner,
)
from vendorize_analysis.setting import Carried, Setting, find_beyond, joined_imports, loaded_by, rooted_parts
from vendorize_analysis.undeclared import describe, join
from vendorize_analysis.unread import UnreadFiles
from vendorize_analysis.warning import newer_target, warnings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vendorize_analysis.following import Followed
    from vendorize_analysis.model.analysis import Figures
    from vendorize_analysis.model.costs import HazardCosts
    from vendorize_analysis.model.environment import Distribution, Environment, ModuleFile
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.project import Project
    from vendorize_analysis.model.undeclared import UndeclaredImport
    from vendorize_analysis.scanning import Cache, Scanner
    from vendorize_analysis.setting import BeyondClosure


def analyze(start: Path, options: AnalysisOptions | None = None, progress: Listener | None = None) -> Analysis:
    """Find out what the project at `start` really uses, and why.

    Raises `UserError` for a missing project, interpreter, root or unreadable metadata.
    """
    options, progress = options or AnalysisOptions(), progress or Silent()
    cache = open_cache(options.cache_dir, fallback=options.cache_fallback) if options.use_cache else NoCache()
    with collection_paused(), closing(cache):
        began = perf_counter()
        project, environment, options = _look_around(start, options, progress, cache)
        progress.stage_started("analyze")
        found = _search(project, environment, options, progress, cache)
        return replace(found, seconds=replace(found.seconds, total=perf_counter() - began))


def _look_around(
    start: Path, options: AnalysisOptions, progress: Listener, cache: Cache
) -> tuple[Project, Environment, AnalysisOptions]:
    """Return the project, with all further roots, what is installed for it, and the options with folders as paths."""
    progress.stage_started("discover")
    project = _with_homes(discover(start), options.copied_from)
    progress.stage_started("environment")
    executable = choose_interpreter(project.root, options.python)
    environment = inspect(project, executable, search_path=options.search_path, extras=options.extras, memory=cache)
    environment = with_replaced(environment, options.replaced)
    installed = {name for found in environment.distributions for name in found.top_level}
    installed |= environment.interpreter.stdlib_names
    project = with_searched_folders(complete(project, environment), installed)
    for note in (*newer_target(environment.interpreter), *project.notes, *environment.notes):
        progress.warned(note)
    options = replace(options, roots=as_paths(project, options.roots, installed=installed))
    project = add_roots(project, options.roots, with_tests=options.with_tests, installed=installed)
    return project, environment, options


def _with_homes(project: Project, copied_from: Path | None) -> Project:
    """Say of a copy where it was copied from: there it is installed."""
    if copied_from is None:
        return project
    folders = (project.root, *project.source_roots)
    homes = (
        copied_from / folder.relative_to(project.root) for folder in folders if folder.is_relative_to(project.root)
    )
    return replace(project, homes=tuple(dict.fromkeys(homes)))


def _search(
    project: Project, environment: Environment, options: AnalysisOptions, progress: Listener, cache: Cache
) -> Analysis:
    """Follow the program from its roots; what it imports beyond its requirements joins these, and it is followed again.

    Where the tests are roots, all that is installed is known from the start.
    """
    first = environment = join(environment, options.joined)
    carried = Carried({}, {}, {}, {}, {})
    while True:
        known = considered_distributions(environment, with_tests=options.with_tests)
        target = target_of(project, environment.interpreter, options)
        index = index_modules(project, known, options.absent)
        everything = index if known is environment else index_modules(project, environment, options.absent)
        with closing(open_scanner(index, cache, target, progress=progress, jobs=options.jobs)) as scanner:
            setting = Setting(project, environment, known, target, options, carried, everything)
            rooted = rooted_parts(setting, scanner)
            beyond = find_beyond(setting, loaded_by(scanner), index, rooted)
            if not beyond.needed:
                followed = deeply(follow, setting, scanner, progress)
                environment = with_folders(environment, loaded_by(scanner), followed.liveness)
                beyond = find_beyond(setting, loaded_by(scanner), index, followed.reached, followed.liveness.in_folders)
                if environment is setting.environment and not beyond.needed:
                    undeclared = _describe_joined(first, setting, followed, scanner, beyond)
                    return replace(_conclude(setting, scanner, followed, progress), undeclared=undeclared)
                followed.program.forget()
                del followed  # the next search needs as much memory again
        environment = join(environment, frozenset(beyond.needed))


def _describe_joined(
    first: Environment, setting: Setting, followed: Followed, scanner: Scanner, beyond: BeyondClosure
) -> tuple[UndeclaredImport, ...]:
    """Say which distributions the program has that nobody declares, and return the imports that show it."""
    warned, environment = scanner.progress.warned, setting.environment
    joined = joined_imports(first, setting, loaded_by(scanner), followed.reached, followed.liveness.in_folders)
    for imports in joined if setting.project.requirements else ():
        warned(describe(imports, environment, extras=setting.project.extras))
    for imports in beyond.by_tests.values():
        warned(describe(imports, environment, by_tests=True))
    return tuple(sorted(one for imports in joined for one in imports))


def _conclude(setting: Setting, scanner: Scanner, followed: Followed, progress: Listener) -> Analysis:
    """Put the answer together, with all that is asked for beyond the search."""
    figures = partial(figures_of, setting.known.distributions, scanner.loaded)
    if setting.options.with_tests:
        # It has to hold all that the program keeps by values, so names decide; and nobody asks what it can do.
        return _gathered(setting, scanner, followed, figures(partial(_counted, scanner.cache)))
    files = UnreadFiles(scanner.cache, setting.environment.interpreter.version[:2])
    found = _gathered(setting, scanner, followed, figures(files.figures))
    found = _deferred(_refined(found, setting, scanner, followed, progress), setting, scanner, followed)
    return replace(found, capabilities=capabilities_of(found, followed.program, scanner, files))


def _counted(cache: Cache, _: Distribution, modules: Sequence[ModuleFile]) -> dict[str, Figures]:
    found = count([module.path for module in modules], cache)
    return {module.name: found[module.path] for module in modules}


def _gathered(setting: Setting, scanner: Scanner, followed: Followed, figures: Mapping[str, Figures]) -> Analysis:
    """Return what the search found, and warn of what users should know."""
    project, environment, known, target, options, *_ = setting
    found = Analysis(
        project=project,
        environment=environment,
        liveness=followed.liveness,
        roots=describe_roots(project, options),
        external=followed.external,
        native=natives_of(known.distributions, followed.compiled),
        compiled=followed.compiled,
        started=followed.started,
        sought=followed.sought,
        seconds=_seconds(scanner, followed),
        costs=_costs(followed, scanner.progress) if options.hazard_costs else None,
        figures=figures,
        modules=loaded_by(scanner),
        files_read=scanner.files_read,
        lines_read=scanner.lines_read,
        files_cached=scanner.files_cached,
        absent=options.absent,
        python=target.python,
        platforms=target.platforms,
    )
    for message in warnings_of(found, scanner.kind):
        scanner.progress.warned(message)
    return found


def _refined(found: Analysis, setting: Setting, scanner: Scanner, followed: Followed, progress: Listener) -> Analysis:
    """Return an answer in which values decide, where that is asked for."""
    options = setting.options
    if options.precision != "values":
        return found
    from vendorize_analysis.refinement import refine  # noqa: PLC0415 (few ask for the call graph)

    asked = followed.boundaries, scanner
    return refine(found, followed.program, asked, progress, seconds=options.values_within)


def _deferred(found: Analysis, setting: Setting, scanner: Scanner, followed: Followed) -> Analysis:
    """Return an answer that says which imports may wait, where that is asked for."""
    options = setting.options
    if not options.defer_imports and not any(wanted for _, wanted in options.deferring):
        return found
    from vendorize_analysis.deferring import with_deferrals  # noqa: PLC0415 (few ask for it)

    return with_deferrals(found, followed.program, options, scanner)


def _seconds(scanner: Scanner, followed: Followed) -> Seconds:
    return seconds_of(
        parse=scanner.parse_seconds,
        summarize=scanner.summarize_seconds,
        link=followed.program.seconds,
        searching=followed.seconds,
    )


def _costs(followed: Followed, progress: Listener) -> HazardCosts:
    progress.stage_started("hazard costs")
    return cost(followed.program, followed.boundaries, followed.liveness, progress)
