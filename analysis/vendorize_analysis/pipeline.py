"""The stages in order: the only module that knows more than one of them. What they are told is decided in `policy`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import choose_interpreter, complete, inspect, reads
from vendorize_analysis.figures import figures_of, seconds_of
from vendorize_analysis.linking import Program
from vendorize_analysis.model.analysis import Analysis
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.model.rules import ALIASES
from vendorize_analysis.policy import (
    boundaries_of,
    considered_distributions,
    describe_roots,
    external_distributions,
    target_of,
)
from vendorize_analysis.reachability import cost, reach
from vendorize_analysis.roots import add_roots
from vendorize_analysis.scanning import (
    Answers,
    NoCache,
    collection_paused,
    count,
    index_modules,
    judge_native,
    names_in_pickles,
    open_cache,
    open_scanner,
)
from vendorize_analysis.warning import warnings_of

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.analysis import Liveness
    from vendorize_analysis.model.costs import HazardCosts
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.project import Project
    from vendorize_analysis.reachability import Boundaries
    from vendorize_analysis.scanning import Cache


def analyze(start: Path, options: AnalysisOptions | None = None, tell: Listener | None = None) -> Analysis:
    """Find out what the project at `start` really uses, and why.

    Raises `UserError` for a missing project, interpreter, root or unreadable metadata.
    """
    options, tell = options or AnalysisOptions(), tell or Silent()
    cache = open_cache(options.cache_dir, fallback=options.cache_fallback) if options.use_cache else NoCache()
    with collection_paused(), closing(cache):
        began = perf_counter()
        project, environment = _look_around(start, options, tell, cache)
        tell.stage_started("analyze")
        found = _search(project, environment, options, tell, cache)
        return replace(found, seconds=replace(found.seconds, total=perf_counter() - began))


def _look_around(start: Path, options: AnalysisOptions, tell: Listener, cache: Cache) -> tuple[Project, Environment]:
    """Return the project, with all further roots, and what is installed for it."""
    tell.stage_started("discover")
    project = discover(start)
    tell.stage_started("environment")
    executable = choose_interpreter(project.root, options.python)
    environment = inspect(project, executable, search_path=options.search_path, extras=options.extras, memory=cache)
    installed = {name for found in environment.distributions for name in found.top_level}
    installed |= environment.interpreter.stdlib_names
    project = complete(project, environment)
    return add_roots(project, options.roots, with_tests=options.with_tests, installed=installed), environment


def _search(
    project: Project, environment: Environment, options: AnalysisOptions, tell: Listener, cache: Cache
) -> Analysis:
    """Follow the program from its roots: by names, and then by values where that is asked for."""
    considered = considered_distributions(environment, with_tests=options.with_tests)
    index = index_modules(project, considered, options.absent)
    target = target_of(project, environment.interpreter, options)
    with closing(open_scanner(index, cache, target, tell=tell, jobs=options.jobs)) as scanner:
        scanner.prefetch(module.name for module in project.modules)
        native = {found.key: judge_native(found, scanner) for found in considered.distributions}
        external = external_distributions(considered.distributions, native, options)
        program = Program(scanner, through_aliases=ALIASES not in options.without)
        started = perf_counter()
        boundaries = replace(
            boundaries_of(project, considered, external, options),
            reads=partial(reads, environment.interpreter),
            pickled=names_in_pickles(considered, cache),
        )
        liveness = Answers(scanner, boundaries).recall_or(lambda: reach(program, boundaries))
        found = Analysis(
            project=project,
            environment=environment,
            liveness=liveness,
            roots=describe_roots(project, options),
            external=external,
            native=native,
            seconds=seconds_of(
                parse=scanner.parse_seconds,
                summarize=scanner.summarize_seconds,
                link=program.seconds,
                searching=perf_counter() - started,
            ),
            costs=_costs(program, boundaries, liveness, tell) if options.hazard_costs else None,
            figures=figures_of(considered.distributions, scanner.loaded, partial(count, cache=cache)),
            modules={name: module for name, module in sorted(scanner.loaded.items()) if module is not None},
            files_read=scanner.files_read,
            lines_read=scanner.lines_read,
            files_cached=scanner.files_cached,
            absent=options.absent,
            python=target.python,
            platforms=target.platforms,
        )
        for message in warnings_of(found, scanner.kind):
            tell.warned(message)
    # What only tests need has to hold all that the program keeps by values: it is found by names.
    if options.precision != "values" or options.with_tests:
        return found
    from vendorize_analysis.narrowing import narrow  # noqa: PLC0415 (few ask for the call graph)

    return narrow(found, program, (boundaries, scanner), tell)


def _costs(program: Program, boundaries: Boundaries, liveness: Liveness, tell: Listener) -> HazardCosts:
    tell.stage_started("hazard costs")
    return cost(program, boundaries, liveness, tell)
