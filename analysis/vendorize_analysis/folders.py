"""Folders of a distribution that its own code puts on `sys.path`: their modules have short names then, for everybody.

Python searches a folder that is put on `sys.path` for whoever imports after that (the import system's reference). What
lies in such a folder is one module by its long name and another one by its short name.
"""

from __future__ import annotations

from dataclasses import replace
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.environment import in_order, modules_of
from vendorize_analysis.model.hazards.modules import ImportHook
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.undeclared import targets_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vendorize_analysis.model.analysis import Liveness, LoadedModule
    from vendorize_analysis.model.environment import Distribution, Environment, ModuleFile
    from vendorize_analysis.model.summary import Part


class _Added(NamedTuple):
    """A live line that adds folders to the search path."""

    key: str
    home: str
    """Folder of its module, relative to the location of the distribution; empty for the location itself."""
    folders: frozenset[str]
    """The folders that are known to be added, relative as well."""
    words: frozenset[str]
    """The words in the texts of the code around, and of what it refers to in its module."""
    of_file: bool
    """This code asks where its file is."""


def with_folders(environment: Environment, loaded: Mapping[str, LoadedModule], liveness: Liveness) -> Environment:
    """Return the environment with short names for the modules of folders that live code adds; the same one if none.

    A folder that is known, or whose name stands in a text of the code that adds one, is needed as a whole. The folder
    of the code itself, and those above it, count where live code imports one of the names that they give.
    """
    by_key = {found.key: found for found in environment.distributions}
    asked = _imported(loaded, liveness) if (lines := [*_added(loaded, liveness)]) else frozenset()
    for added in lines:
        if added.key in by_key:
            suffixes = environment.interpreter.extension_suffixes
            by_key[added.key] = _with_short_names(by_key[added.key], added, asked, suffixes)
    distributions = tuple(by_key.values())
    return (
        environment if distributions == environment.distributions else replace(environment, distributions=distributions)
    )


def clashing(distributions: Iterable[Distribution]) -> dict[str, str]:
    """Return the keys of the distributions with a short name whose top is that of anybody's long one, with the reason.

    Where top-level names move, such a name could mean one or the other.
    """
    distributions = list(distributions)
    long = {top for found in distributions for top in found.top_level}
    return {
        found.key: f"{min(shared)} is in a folder that it may add to the search path, and names something else too"
        for found in distributions
        if (shared := {name for name in found.short_names if name.partition(".")[0] in long})
    }


def listed(distributions: Iterable[Distribution], liveness: Liveness) -> dict[str, str]:
    """Return the keys of the distributions with a top-level module that code finds on the search path, with the reason.

    Where top-level names move, such a listing would not find it.
    """
    return {
        found.key: f"{min(tops)} is found by a listing of the search path"
        for found in distributions
        if (tops := liveness.listed.intersection(found.top_level))
    }


def ambiguous(
    distributions: Iterable[Distribution], loaded: Mapping[str, LoadedModule], liveness: Liveness
) -> dict[str, str]:
    """Return the keys of the distributions with a short name in use that more than one folder gives, with the reason.

    Which module is meant depends on the order of the search path at that moment, and a search follows one of them. A
    name is in use where live code imports it as it is. Modules with short names do not count there: they run because
    their folder stays, and what they import relatively has a short name too.
    """
    distributions = [found for found in distributions if found.short_names]
    if not distributions:
        return {}
    short = {name for found in distributions for name in found.short_names}
    asked = _imported({name: module for name, module in loaded.items() if name not in short}, liveness) - {
        "__main__"
    }  # the program itself
    givers: dict[str, set[tuple[str, str]]] = {}
    for found in distributions:
        for one in found.modules:
            if one.name in found.short_names and one.name in asked and one.name in liveness.executed:
                stem = one.relative.partition(".")[0].removesuffix("/__init__")
                givers.setdefault(one.name, set()).add((found.key, stem.removesuffix(one.name.replace(".", "/"))))
    return {
        key: f"{name} is in more than one folder that is added to the search path"
        for name, places in sorted(givers.items())
        if len(places) > 1
        for key, _ in places
    }


def _added(loaded: Mapping[str, LoadedModule], liveness: Liveness) -> Iterator[_Added]:
    """Yield the lines of live third-party code that change the search path."""
    for name, hazards in liveness.hazards.items():
        module = loaded.get(name)
        if module is None or not module.distribution or not isinstance(module.summary, ModuleSummary):
            continue
        for hazard in hazards:
            if isinstance(hazard, ImportHook) and hazard.of_path:
                home = dirname(module.relative)
                folders = frozenset(normpath(join(home, folder)) for folder in hazard.folders)
                parts = _around(module.summary.parts, hazard)
                of_file = _refers(parts, "__file__")
                if hazard.current:
                    # The working directory is the user's, unless this code goes somewhere first.
                    of_file = _refers(module.summary.parts, "chdir")
                if of_file or not hazard.current:
                    yield _Added(module.distribution, home, folders, _words(parts), of_file)


def _refers(parts: Iterable[Part], name: str) -> bool:
    return any(name in chain for part in parts for chain, _ in part.reads.refs)


def _around(parts: tuple[Part, ...], hazard: ImportHook) -> list[Part]:
    """Return the parts that a hazard stands in, and those that bind what these read by name, and so on."""
    found = {part.index: part for part in parts if hazard in part.hazards}
    waiting = list(found.values())
    while waiting:
        names = {chain[0] for chain, _ in waiting.pop().reads.refs if chain}
        fresh = [part for part in parts if part.index not in found and not names.isdisjoint(part.binds)]
        found |= {part.index: part for part in fresh}
        waiting += fresh
    return list(found.values())


def _words(parts: Iterable[Part]) -> frozenset[str]:
    texts = (text for part in parts for text in part.texts.all)
    return frozenset(word for text in texts for word in (text, *text.split(".")))


def _with_short_names(
    found: Distribution, added: _Added, asked: frozenset[str], suffixes: tuple[str, ...]
) -> Distribution:
    """Return a distribution with what a line makes importable."""
    long = [one for one in found.modules if one.name not in found.short_names]
    modules: set[ModuleFile] = set()
    served: set[str] = set()
    for folder in {above for one in long for above in _above(one.relative)}:
        is_around = folder == added.home or added.home.startswith(f"{folder}/")
        if not (folder in added.folders or (is_around and added.of_file) or _is_named(folder, added)):
            continue
        short = modules_of((one.relative for one in long), found.location, suffixes, below=f"{folder}/")
        if not is_around:
            served.add(folder)
        elif not any(name in asked for module in short for name in with_packages(module.name)):
            continue
        modules |= set(short)
    modules -= set(long)
    return replace(
        found,
        modules=in_order({*found.modules, *modules}),
        served=tuple(sorted({*found.served, *served})),
        short_names=found.short_names | {one.name for one in modules},
    )


def _is_named(folder: str, added: _Added) -> bool:
    """Tell whether words lead to a folder from that of the code, or from one above it."""
    above = [added.home, *_above(added.home)] if added.home else []
    for base in (*above, ""):
        below = folder.removeprefix(f"{base}/") if base else folder
        if (not base or below != folder) and added.words.issuperset(below.split("/")):
            return True
    return False


def _imported(loaded: Mapping[str, LoadedModule], liveness: Liveness) -> frozenset[str]:
    """Return the dotted names that live code imports."""
    return frozenset(
        target
        for name, live in liveness.parts.items()
        if (module := loaded.get(name)) is not None and isinstance(module.summary, ModuleSummary)
        for _, target in targets_of(module, module.summary, live)
    )


def _above(relative: str) -> Iterator[str]:
    """Yield the folders around a file, the innermost first, that of the location left out."""
    while relative := dirname(relative):
        yield relative
