"""What a search is about, and what live code imports of that which lies outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.policy import considered_distributions, prunable
from vendorize_analysis.scanning import index_modules
from vendorize_analysis.undeclared import join, modules_of_tests, tests_among_files, undeclared_imports

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.linking import Known
    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.options import AnalysisOptions
    from vendorize_analysis.model.project import Project
    from vendorize_analysis.model.undeclared import UndeclaredImport
    from vendorize_analysis.reachability.compiled_names import CompiledNames
    from vendorize_analysis.scanning import DataNames, KnownFiles, ModuleIndex, Scanner
    from vendorize_analysis.summarizing import Target


Compiled = dict[tuple[str, str], "CompiledNames"]
"""Texts of compiled files (`scanning/compiled_text.py`), made ready to be searched for names."""


class Carried(NamedTuple):
    """What one search hands to the next: it follows from files alone, whatever else is known then."""

    files: KnownFiles
    linked: Known
    named_in_data: dict[str, DataNames]
    tops: dict[tuple[str, str], frozenset[str]]
    """Top-level names that a module names, by its distribution and place there."""
    compiled: Compiled


class Setting(NamedTuple):
    """What a search is about."""

    project: Project
    environment: Environment
    known: Environment
    """With the distributions that the search knows."""
    target: Target
    options: AnalysisOptions
    carried: Carried
    everything: ModuleIndex
    """Of all that is installed, whatever the search knows."""


class BeyondClosure(NamedTuple):
    """The imports of what is installed outside the closure, by distribution."""

    needed: dict[str, tuple[UndeclaredImport, ...]]
    by_tests: dict[str, tuple[UndeclaredImport, ...]]
    """Of what only tests inside of packages import."""


def find_beyond(
    setting: Setting,
    loaded: Mapping[str, LoadedModule],
    index: ModuleIndex,
    reached: Mapping[str, frozenset[int]],
    files: frozenset[str] = frozenset(),
) -> BeyondClosure:
    """Return the imports of what is installed outside the closure; where roots are asked for, tests are the program.

    `loaded` are the modules that were read, `index` what is inside, `reached` the live parts, `files` the modules in
    folders of which code reads files. What stays whole since it is compiled comes with modules that nothing reaches
    (its tests, plug-ins of others): what these import is not for the result, as in an environment that holds what it
    requires.
    """
    project, environment, known, _, options, _, everything = setting
    if len(known.distributions) == len(environment.distributions) or options.with_tests:
        return BeyondClosure({}, {})
    found = undeclared_imports(reached, loaded, kind=index.kind, owner=everything.distribution_of)
    tests = modules_of_tests(project, loaded) if found and not options.roots else frozenset[str]()
    tests |= tests_among_files(files, reached, loaded) if found else frozenset()
    needed = {key: imports for key, imports in found.items() if not all(one.path in tests for one in imports)}
    return BeyondClosure(needed, {key: imports for key, imports in found.items() if key not in needed})


def rooted_parts(setting: Setting, scanner: Scanner) -> dict[str, frozenset[int]]:
    """Return the first-party parts that every search finds live, before any is made: all that no platform rules out."""
    scanner.carry_on(setting.carried.files)
    scanner.prefetch(module.name for module in setting.project.modules)
    cut = prunable(setting.project, setting.options)
    modules = (scanner.load(module.name) for module in setting.project.modules if module.name not in cut)
    return {
        module.name: frozenset(part.index for part in module.summary.parts if not part.dead)
        for module in modules
        if module is not None and isinstance(module.summary, ModuleSummary)
    }


def joined_imports(
    first: Environment,
    setting: Setting,
    loaded: Mapping[str, LoadedModule],
    reached: Mapping[str, frozenset[int]],
    files: frozenset[str],
) -> list[tuple[UndeclaredImport, ...]]:
    """Return why each distribution joined the `first` environment, that which others brought with them left out.

    What the first closure imports and does not have comes first, then what that needs beyond its own requirements. That
    does not depend on the order in which searches found them.
    """
    joined: list[tuple[UndeclaredImport, ...]] = []
    inside, closed = first, setting.environment.closure
    while inside.closure != closed:
        known = considered_distributions(inside, with_tests=False)
        index, everything = (index_modules(setting.project, one, setting.options.absent) for one in (known, inside))
        within = setting._replace(environment=inside, known=known, everything=everything)
        names = {name for name, module in loaded.items() if module.distribution in {"", *inside.closure}}
        parts = {name: live for name, live in reached.items() if name in names}
        found = find_beyond(within, loaded, index, parts, files).needed
        found = {key: imports for key, imports in found.items() if key in closed}
        if not found:
            break
        joined += found.values()
        inside = join(inside, frozenset(found))
    return joined


def loaded_by(scanner: Scanner) -> dict[str, LoadedModule]:
    """Return the modules that a search has read, by name."""
    return {name: module for name, module in sorted(scanner.loaded.items()) if module is not None}
