"""One search by names after the other, until none finds anything that the next one has to know before it begins."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.compiled import asked_to_be_pure, imported_back, reached_compiled, tops_named
from vendorize_analysis.environment import fails_without_compiled, reads
from vendorize_analysis.folders import ambiguous, clashing, listed, with_folders
from vendorize_analysis.linking import Program
from vendorize_analysis.model.analysis import Sought
from vendorize_analysis.model.rules import ALIASES
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.policy import boundaries_of, external_distributions, opaque_distributions
from vendorize_analysis.reachability import reach
from vendorize_analysis.scanning import Answers, CompiledTexts, judge_native, names_in_data, names_in_pickles
from vendorize_analysis.setting import find_beyond, loaded_by
from vendorize_analysis.sought import sought_on_path, sought_outside
from vendorize_analysis.starting import reached_folders, start_up
from vendorize_analysis.undeclared import targets_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from vendorize_analysis.model.analysis import Liveness
    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.reachability import Boundaries
    from vendorize_analysis.scanning import Scanner
    from vendorize_analysis.setting import Setting


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
    project, environment, known, _, options, carried, _ = setting
    scanner.carry_on(carried.files)
    scanner.prefetch(module.name for module in project.modules)
    pure = _pure(setting, scanner, progress)
    program = Program(scanner, through_aliases=ALIASES not in options.without, known=carried.linked)
    began = perf_counter()
    modules, started = start_up(environment, options.absent)
    texts = CompiledTexts(known, scanner.cache)
    bounds = _bounds(setting, scanner, modules, texts)
    compiled, entered, named = dict[str, str](), dict[str, str](), dict(started)
    sought, reached = dict[str, Sought](), dict[str, frozenset[int]]()
    opaque_by = partial(opaque_distributions, known.distributions, options=options)
    always, unread = opaque_by((), ()), frozenset[str]()
    while True:
        opaque = opaque_by(unread, entered)
        boundaries = bounds(opaque)
        liveness = Answers(scanner, boundaries).recall_or(partial(reach, program, boundaries))
        reached = _without_whole(scanner, opaque - always, liveness, reached)
        fresh = reached_compiled(known.distributions, liveness, settled={*compiled, *pure})
        compiled |= fresh
        fresh |= imported_back(known.distributions, compiled, partial(_tops, scanner, carried.tops))
        compiled |= fresh
        unread = _unread(setting, scanner, texts, compiled, liveness)
        entered = {**_entered(setting, scanner, liveness, sought), **entered}
        named = {**_named(setting, scanner, liveness, named), **named}
        started = {**entered, **named}
        # Where names stay, compiled modules can stay where they are, and what was read around them can be cut.
        whole = unread if options.on_path else compiled
        external = external_distributions(known.distributions, {*whole, *started}, options)
        seconds = perf_counter() - began
        found = Followed(program, boundaries, liveness, external, compiled, started, sought, reached, seconds)
        # Another search in vain: with more distributions, or more names, all begins again.
        if {*unread, *entered} <= opaque or _is_too_narrow(setting, scanner, found):
            return found


def _is_too_narrow(setting: Setting, scanner: Scanner, found: Followed) -> bool:
    """Tell whether live code needs what the environment of the search does not have; later searches only find more."""
    served = with_folders(setting.environment, loaded_by(scanner), found.liveness)
    return served is not setting.environment or bool(
        find_beyond(setting, loaded_by(scanner), scanner.index, found.reached).needed
    )


def _entered(setting: Setting, scanner: Scanner, liveness: Liveness, sought: dict[str, Sought]) -> dict[str, str]:
    """Return the distributions whose files live code finds by their place, with the reasons.

    What is looked for outside of site-packages is added to `sought`.
    """
    distributions, loaded = _of_the_program(setting), loaded_by(scanner)
    beside = reached_folders(distributions, liveness) | ambiguous(distributions, loaded, liveness)
    for key, found in sought_outside(distributions, loaded, liveness).items():
        sought.setdefault(key, found)
    beside |= {key: f"{found.place} may look for {found.name}" for key, found in sought.items()}
    if not setting.options.on_path:
        beside |= sought_on_path(distributions, loaded, liveness)
    return beside


def _unread(
    setting: Setting, scanner: Scanner, texts: CompiledTexts, compiled: Collection[str], liveness: Liveness
) -> frozenset[str]:
    """Return the keys of the distributions with compiled code that is reached and cannot be read, and of its users.

    Programs are not read: who knows what they start. Shared libraries that code opens know nothing of Python.
    """
    found = set()
    for one in setting.known.distributions if compiled else ():
        running = (each.name for each in one.modules if each.kind == "extension" and each.name in liveness.executed)
        if one.key in compiled and (one.programs or any(texts.of(one.key, name) is None for name in running)):
            found.add(one.key)
    tops = partial(_tops, scanner, setting.carried.tops)
    return frozenset({*found, *imported_back(setting.known.distributions, found, tops)})


def _named(setting: Setting, scanner: Scanner, liveness: Liveness, before: dict[str, str]) -> dict[str, str]:
    """Return the distributions whose top-level names must stay, with the reasons: none where all names stay."""
    if not setting.options.whole_names:
        return {}
    distributions = _of_the_program(setting)
    early = _imported_early(scanner, liveness, before)
    return {**clashing(distributions), **listed(distributions, liveness), **early}


def _of_the_program(setting: Setting) -> tuple[Distribution, ...]:
    """Return what the program needs: tools of its tests are installed beside a result, whatever is found about them."""
    return tuple(one for one in setting.known.distributions if one.key in setting.environment.closure)


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
    pickled = names_in_pickles(known, scanner.cache)
    compiled = texts.identities()
    named_in_data = names_in_data(known, project, scanner.cache, carried.named_in_data)
    return lambda opaque: replace(
        boundaries_of(project, known, opaque, options),
        started=started,
        reads=partial(reads, environment.interpreter),
        compiled_text=texts.of,
        compiled=compiled,
        pickled=pickled,
        named_in_data=named_in_data,
    )


def _tops(scanner: Scanner, known: dict[tuple[str, str], frozenset[str]], name: str) -> frozenset[str]:
    """Return the top-level names that a module names, none for one without source."""
    module = scanner.load(name)
    if module is None or not isinstance(module.summary, ModuleSummary):
        return frozenset()
    key = module.distribution, module.relative
    if key not in known:
        known[key] = tops_named(module.summary.parts)
    return known[key]


def _imported_early(scanner: Scanner, liveness: Liveness, early: Collection[str]) -> dict[str, str]:
    """Return the distributions that live code of the `early` ones imports or names in a text, with the reason.

    It runs when Python starts: no moved name is served by then, and what it changes must be what the program uses.
    """
    found: dict[str, str] = {}
    for name, module in loaded_by(scanner).items():
        if module.distribution not in early or not isinstance(module.summary, ModuleSummary):
            continue
        live = liveness.parts.get(name, frozenset())
        named = [(f"{module.relative}:{line}", target) for line, target in targets_of(module, module.summary, live)]
        texts = {text for index in live for text in module.summary.parts[index].texts.strings}
        named += [(module.relative, text.partition(":")[0]) for text in sorted(texts)]
        for place, target in named:
            key = scanner.index.distribution_of(target)
            if key and key not in early:
                found.setdefault(key, f"{place} of {module.distribution} needs or names it when Python starts")
    return found


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
