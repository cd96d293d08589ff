"""One search by names after the other, until none finds anything that the next one has to know before it begins."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.compiled import asked_to_be_pure
from vendorize_analysis.environment import fails_without_compiled, reads
from vendorize_analysis.folders import with_folders
from vendorize_analysis.linking import Program
from vendorize_analysis.model.rules import ALIASES
from vendorize_analysis.policy import boundaries_of
from vendorize_analysis.reachability import reach, read_compiled
from vendorize_analysis.scanning import Answers, judge_native, names_in_data, names_in_pickles
from vendorize_analysis.setting import find_beyond, loaded_by
from vendorize_analysis.starting import start_up
from vendorize_analysis.staying import Staying

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vendorize_analysis.model.analysis import Liveness, Sought
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.reachability import Boundaries
    from vendorize_analysis.reachability.compiled_names import CompiledNames
    from vendorize_analysis.scanning import CompiledTexts, Scanner
    from vendorize_analysis.setting import Compiled, Setting


class Followed(NamedTuple):
    """What a search by names gave."""

    program: Program
    boundaries: Boundaries
    liveness: Liveness
    external: frozenset[str]
    compiled: dict[str, str]
    """For each distribution whose compiled code is reached how that is known."""
    started: dict[str, str]
    """For each other distribution that stays as installed, for what runs at start or where things lie, the reason."""
    sought: dict[str, Sought]
    """For each distribution what live code may look for of what it installs outside of site-packages."""
    reached: dict[str, frozenset[int]]
    """The live parts of each module; of distributions that stay whole since they are compiled, the parts that were
    live before it was known that they stay whole."""
    seconds: float


def follow(setting: Setting, scanner: Scanner, progress: Listener) -> Followed:
    """Search by names; what turns out to stay as it is stays whole, and the next search follows it as such."""
    project, environment, _, _, options, carried, _ = setting
    scanner.carry_on(carried.files)
    scanner.prefetch(module.name for module in project.modules)
    pure = _pure(setting, scanner, progress)
    program = Program(scanner, through_aliases=ALIASES not in options.without, known=carried.linked)
    began = perf_counter()
    modules, started = start_up(environment, options.absent)
    staying = Staying(setting, scanner, pure, modules, started)
    bounds = _bounds(setting, scanner, modules, staying.texts)
    reached, always = dict[str, frozenset[int]](), staying.opaque
    while True:
        opaque = staying.opaque
        boundaries = bounds(opaque)
        liveness = Answers(scanner, boundaries).recall_or(partial(reach, program, boundaries, progress))
        reached = _without_whole(scanner, opaque - always, liveness, reached)
        staying.look(liveness)
        found = Followed(program, boundaries, liveness, *staying.found(), reached, perf_counter() - began)
        # Another search in vain: with more distributions, or more names, all begins again.
        if staying.opaque == opaque or _is_too_narrow(setting, scanner, found):
            return found
        del liveness, found  # the next search needs as much memory again


def _is_too_narrow(setting: Setting, scanner: Scanner, found: Followed) -> bool:
    """Tell whether live code needs what the environment of the search does not have; later searches only find more."""
    served = with_folders(setting.environment, loaded_by(scanner), found.liveness)
    return served is not setting.environment or bool(
        find_beyond(setting, loaded_by(scanner), scanner.index, found.reached, found.liveness.in_folders).needed
    )


def _without_whole(
    scanner: Scanner, whole: frozenset[str], liveness: Liveness, before: dict[str, frozenset[int]]
) -> dict[str, frozenset[int]]:
    """Return the live parts of each module; those of an earlier search for distributions that stay whole since then."""
    return {
        module: before.get(module, frozenset()) if scanner.owner(module) in whole else parts
        for module, parts in liveness.parts.items()
    }


def _bounds(
    setting: Setting, scanner: Scanner, started: tuple[tuple[str, str], ...], texts: CompiledTexts
) -> Callable[[frozenset[str]], Boundaries]:
    """Return what tells a search its boundaries, by the distributions that are opaque; files are read once."""
    project, environment, known, _, options, carried, _ = setting
    versions = {one.key: one.version for one in known.distributions}
    pickled = names_in_pickles(known, scanner.cache)
    compiled = texts.identities()
    named_in_data = names_in_data(known, project, scanner.cache, carried.named_in_data)
    return lambda opaque: replace(
        boundaries_of(project, known, opaque, options),
        started=started,
        reads=partial(reads, environment.interpreter),
        compiled_text=_compiled_names(texts, carried.compiled),
        compiled=compiled,
        runs_others=_runs_others(versions),
        looks_in=_looks_in(versions),
        pickled=pickled,
        named_in_data=named_in_data,
    )


def _compiled_names(texts: CompiledTexts, known: Compiled) -> Callable[[str, str], tuple[CompiledNames, ...] | None]:
    """Return what gives the names in the files of a compiled module, each text made ready to be searched once."""

    def of(key: str, module: str) -> tuple[CompiledNames, ...] | None:
        found = texts.of(key, module)
        for text in found or ():
            if text not in known:
                known[text] = read_compiled(*text)
        return None if found is None else tuple(known[text] for text in found)

    return of


def _runs_others(versions: Mapping[str, str]) -> Callable[[str, str], bool]:
    """Return what tells that of a distribution and a module: hints that hold for the installed version."""

    def tell(key: str, module: str) -> bool:
        from vendorize_analysis.tables.packages import foreign_runners_of  # noqa: PLC0415 - asked of what runs files

        return key in versions and module in foreign_runners_of(key, versions[key])

    return tell


def _looks_in(versions: Mapping[str, str]) -> Callable[[str, str], tuple[str, ...] | None]:
    """Return what tells in which folders of its distribution alone a module looks for files, by the same hints."""

    def tell(key: str, module: str) -> tuple[str, ...] | None:
        from vendorize_analysis.tables.packages import folders_of  # noqa: PLC0415 - asked of what asks for its place

        return folders_of(module, key, versions[key]) if key in versions else None

    return tell


def _pure(setting: Setting, scanner: Scanner, progress: Listener) -> frozenset[str]:
    """Return the distributions that go without their compiled modules: asked for, and shown to work so."""
    found = set()
    for one in asked_to_be_pure(setting.known.distributions, setting.options):
        why = "other code imports them where nothing expects that to fail"
        if judge_native(one, scanner) == "optional":
            why = fails_without_compiled(setting.environment.interpreter, one)
        if not why:
            found.add(one.key)
        else:
            progress.warned(f'{one.name} is to be pure (native = "pure"), but needs its compiled modules: {why}')
    return frozenset(found)
