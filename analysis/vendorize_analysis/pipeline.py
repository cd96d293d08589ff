"""The stages in order: the only module that knows more than one of them."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import choose_interpreter, complete, inspect, reads
from vendorize_analysis.linking import Program
from vendorize_analysis.model.analysis import Analysis, Figures, Seconds
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.model.rules import ALIASES, BRANCHES
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.reachability import Boundaries, KeepRule, cost, reach
from vendorize_analysis.roots import add_roots, is_path, named
from vendorize_analysis.scanning import (
    Answers,
    NoCache,
    Scanner,
    cache_context,
    collection_paused,
    count,
    index_modules,
    judge_native,
    names_in_pickles,
    open_cache,
)
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize_analysis.model.analysis import Liveness
    from vendorize_analysis.model.environment import Distribution, Environment
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.project import Project
    from vendorize_analysis.scanning import Cache

_OLDEST = (3, 0)
_PLATFORMS = frozenset({"linux", "macos", "windows"})
_NEWEST_MINOR = 40
"""No released version is beyond; bounds the search for the lowest version that a specifier allows."""


def analyze(start: Path, options: AnalysisOptions | None = None, tell: Listener | None = None) -> Analysis:
    """Give what the project at `start` really uses, and why.

    Raises `UserError` for a missing project, interpreter, root or unreadable metadata.
    """
    options = options or AnalysisOptions()
    cache = open_cache(options.cache_dir, fallback=options.cache_fallback) if options.use_cache else NoCache()
    with collection_paused(), closing(cache):
        return _look(start, options, tell or Silent(), cache)


def _look(start: Path, options: AnalysisOptions, tell: Listener, cache: Cache) -> Analysis:
    began = perf_counter()
    tell.stage_started("discover")
    project = _with_homes(discover(start), options.copied_from)
    tell.stage_started("environment")
    executable = choose_interpreter(project.root, options.python)
    environment = inspect(project, executable, search_path=options.search_path, extras=options.extras, memory=cache)
    installed = {name for found in environment.distributions for name in found.top_level}
    project = add_roots(
        complete(project, environment),
        options.roots,
        with_tests=options.with_tests,
        installed=installed | environment.interpreter.stdlib_names,
    )
    tell.stage_started("analyze")
    found = _analyze(project, environment, options, tell, cache)
    return replace(found, seconds=replace(found.seconds, total=perf_counter() - began))


def _with_homes(project: Project, copied_from: Path | None) -> Project:
    """Say of a copy where it was copied from: there it is installed."""
    if copied_from is None:
        return project
    folders = (project.root, *project.source_roots)
    homes = (
        copied_from / folder.relative_to(project.root) for folder in folders if folder.is_relative_to(project.root)
    )
    return replace(project, homes=tuple(dict.fromkeys(homes)))


def _analyze(
    project: Project, environment: Environment, options: AnalysisOptions, tell: Listener, cache: Cache
) -> Analysis:
    lowest = _lowest_python(options.requires_python or project.requires_python, environment)
    target = Target(lowest, options.platforms or _usual_platforms(environment), options.without)
    if BRANCHES in options.without:
        target = Target(without=options.without)
    considered = _considered(environment, options)
    context = cache_context(repr(target.python), ",".join(sorted(target.platforms)), *sorted(target.without))
    scanner = Scanner(
        index_modules(project, considered, options.absent), cache, target, context=context, tell=tell, jobs=options.jobs
    )
    with closing(scanner):
        scanner.prefetch(module.name for module in project.modules)
        native = {found.key: judge_native(found, scanner) for found in considered.distributions}
        external = _external(considered, native, options)
        program = Program(scanner, through_aliases=ALIASES not in options.without)
        started = perf_counter()
        boundaries = replace(
            _boundaries(project, considered, external, options), pickled=names_in_pickles(considered, cache)
        )
        answers = Answers(scanner, boundaries)
        liveness = answers.recall()
        if liveness is None:
            liveness = reach(program, boundaries)
            answers.remember(liveness)
        ended = perf_counter()
        costs = None
        if options.hazard_costs:
            tell.stage_started("hazard costs")
            costs = cost(program, boundaries, liveness, tell)
        figures = _figures(scanner, considered)
        _warn_missing(project, scanner, tell)
        _warn_comments(scanner, liveness, tell)
        _warn_unread(liveness, scanner, environment, tell)
    found = Analysis(
        project=project,
        environment=environment,
        modules={name: module for name, module in sorted(scanner.loaded.items()) if module is not None},
        liveness=liveness,
        roots=_describe_roots(project, options),
        external=external,
        native=native,
        figures=figures,
        seconds=_seconds(scanner, program, ended - started),
        files_read=scanner.files_read,
        lines_read=scanner.lines_read,
        files_cached=scanner.files_cached,
        costs=costs,
        absent=options.absent,
        python=target.python,
        platforms=target.platforms,
    )
    # What only tests need has to hold all that the program keeps by values: it is found by names.
    if options.precision == "values" and not options.with_tests:
        from vendorize_analysis.narrowing import narrow  # noqa: PLC0415 (few ask for the call graph)

        return narrow(found, program, (boundaries, scanner), tell)
    return found


def _seconds(scanner: Scanner, program: Program, searching: float) -> Seconds:
    """Say where the time of a search went, which reads and links on demand."""
    reading = scanner.parse_seconds + scanner.summarize_seconds
    return Seconds(
        parse=scanner.parse_seconds,
        summarize=scanner.summarize_seconds,
        link=program.seconds,
        reach=max(0.0, searching - reading - program.seconds),
    )


def _figures(scanner: Scanner, environment: Environment) -> dict[str, Figures]:
    """Give how much is in each module, read or not."""
    figures: dict[str, Figures] = {}
    unread: dict[str, Path] = {}
    for distribution in environment.distributions:
        for module in distribution.modules:
            loaded = scanner.loaded.get(module.name)
            here = (distribution.key, module.relative)
            if module.kind == "extension" or (loaded is not None and here != (loaded.distribution, loaded.relative)):
                continue
            if loaded is not None and isinstance(loaded.summary, ModuleSummary):
                summary = loaded.summary
                figures[module.name] = Figures(summary.functions, summary.lines, summary.size)
            else:
                unread[module.name] = module.path
    counted = count(unread.values(), scanner.cache)
    return {**figures, **{name: counted[path] for name, path in unread.items()}}


def _warn_missing(project: Project, scanner: Scanner, tell: Listener) -> None:
    """Warn about first-party imports, outside `try` and functions, that nothing installed answers."""
    for module in project.modules:
        loaded = scanner.loaded.get(module.name)
        for part in loaded.summary.parts if loaded and isinstance(loaded.summary, ModuleSummary) else ():
            if part.kind != "import" or part.execution.effect or part.dead or part.parent >= 0:
                continue
            # A statement that binds five names is five imports.
            for line, name in dict.fromkeys((item.line, item.module) for item in part.imports if not item.level):
                if name != "__future__" and scanner.kind(name) == "missing":
                    where = f"{module.path}:{line}"
                    tell.warned(f"{where}: imports {name}, which is not among the project's installed requirements")


def _warn_comments(scanner: Scanner, liveness: Liveness, tell: Listener) -> None:
    """Warn about comments to us that have no effect."""
    for name in sorted(liveness.executed):
        loaded = scanner.loaded.get(name)
        for line, message in loaded.summary.complaints if loaded and isinstance(loaded.summary, ModuleSummary) else ():
            tell.warned(f"{loaded.path if loaded else name}:{line}: {message}")


def _warn_unread(liveness: Liveness, scanner: Scanner, environment: Environment, tell: Listener) -> None:
    """Say for which files more was kept because they could not be read, and what mends that."""
    version = "{}.{}".format(*environment.interpreter.version)
    other = environment.interpreter.version[:2] != sys.version_info[:2]
    remedy = f"; run vendorize with Python {version}, for which it is written" if other else ""
    for name in sorted(liveness.unread):
        loaded = scanner.loaded[name]
        place = loaded.path if loaded else name
        tell.warned(f"{place}: what it needs cannot be told (VZ701), so that all it may need is kept{remedy}")


def _lowest_python(specifier: str, environment: Environment) -> tuple[int, int]:
    """Give the lowest Python 3 that a specifier allows, or the analysed interpreter's where it says nothing."""
    own = environment.interpreter.version[:2]
    try:
        allowed = SpecifierSet(specifier)
    except InvalidSpecifier:
        return own
    if not specifier:
        return own
    return next(((3, minor) for minor in range(_NEWEST_MINOR) if _allows_minor(allowed, minor)), own)


def _usual_platforms(environment: Environment) -> frozenset[str]:
    """Give the three platforms that code is published for, unless the analysed interpreter runs on another one."""
    return _PLATFORMS if environment.interpreter.platform in {"linux", "darwin", "win32"} else frozenset()


def _allows_minor(allowed: SpecifierSet, minor: int) -> bool:
    return any(Version(f"3.{minor}.{patch}") in allowed for patch in (0, 1, 10, 99))


def _considered(environment: Environment, options: AnalysisOptions) -> Environment:
    """Leave out what the project does not need at run time, unless its tests are roots as well."""
    if options.with_tests:
        return environment
    return replace(
        environment,
        distributions=tuple(found for found in environment.distributions if found.key in environment.closure),
    )


def _external(environment: Environment, native: Mapping[str, str], options: AnalysisOptions) -> frozenset[str]:
    """Give the distributions that stay ordinary dependencies: asked for or compiled, with all that these need."""
    by_key = {found.key: found for found in environment.distributions}
    asked = {canonicalize_name(name) for name in options.external}
    waiting = [key for key in by_key if key in asked or native[key] == "required"]
    external: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in external and key in by_key:
            external.add(key)
            waiting += by_key[key].requires
            waiting += _namesakes(by_key[key], environment) if options.whole_names else ()
    return frozenset(external)


def _namesakes(found: Distribution, environment: Environment) -> Iterator[str]:
    """Yield the distributions that have modules below one of its top-level names."""
    for other in environment.distributions:
        if not set(found.top_level).isdisjoint(other.top_level):
            yield other.key


def _boundaries(
    project: Project, environment: Environment, external: frozenset[str], options: AnalysisOptions
) -> Boundaries:
    levels = {found.key: options.granularity for found in environment.distributions}
    levels.update({canonicalize_name(key): level for key, level in options.granularities})
    tools = frozenset(
        found.key for found in environment.distributions if options.with_tests and found.key not in environment.closure
    )
    entries = [entry for found in environment.distributions for entry in found.entry_points]
    return Boundaries(
        first_party=tuple(module.name for module in project.modules),
        dependents=_dependents(environment.distributions),
        external=external | tools,
        whole_distributions=frozenset(key for key, level in levels.items() if level == "distribution"),
        whole_modules=frozenset(key for key, level in levels.items() if level in {"module", "distribution"}),
        whole_classes=frozenset(key for key, level in levels.items() if level == "symbol"),
        entry_points=tuple(sorted({*entries, *project.entry_points})),
        keep=tuple(KeepRule(rule.symbol, rule.reason) for rule in options.keep),
        roots=tuple(
            [f"{entry.module}:{entry.attribute}" if entry.attribute else entry.module for entry in project.entry_points]
            + [root for root in options.roots if not is_path(root)]
        ),
        reads=partial(reads, environment.interpreter),
        modules_of={found.key: tuple(module.name for module in found.modules) for found in environment.distributions},
        plugin_tools=tools,
        without=options.without,
    )


def _dependents(distributions: tuple[Distribution, ...]) -> dict[str, frozenset[str]]:
    """Give for each distribution those that need it, directly or not; first-party code needs everything."""
    direct: dict[str, set[str]] = {found.key: set() for found in distributions}
    for found in distributions:
        for needed in found.requires:
            direct.setdefault(needed, set()).add(found.key)
    dependents: dict[str, frozenset[str]] = {"": frozenset()}
    for key, first in direct.items():
        seen: set[str] = set()
        waiting = list(first)
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting += direct.get(other, ())
        dependents[key] = frozenset({"", *seen})
    return dependents


def _describe_roots(project: Project, options: AnalysisOptions) -> tuple[str, ...]:
    points = [
        f"{entry.module}:{entry.attribute}" if entry.attribute else entry.module for entry in project.entry_points
    ]
    asked = [named(project, root) for root in options.roots]
    return tuple(dict.fromkeys([*sorted(points), *asked, *(f"{name} (first-party)" for name in project.top_level)]))
