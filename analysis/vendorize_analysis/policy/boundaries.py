"""Where the search starts, and what it keeps whole."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize_analysis.policy.distributions import dependents
from vendorize_analysis.reachability import Boundaries
from vendorize_analysis.roots import is_path, named

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.model.environment import Distribution, Environment
    from vendorize_analysis.model.options import AnalysisOptions, Granularity
    from vendorize_analysis.model.project import EntryPoint, Project


def boundaries_of(
    project: Project, environment: Environment, opaque: frozenset[str], options: AnalysisOptions
) -> Boundaries:
    """Return what project, considered distributions and options say of a search.

    What takes reading files (`pickled`) or asking the interpreter (`reads`) is left for whoever may do that.
    """
    distributions = environment.distributions
    levels: dict[str, Granularity] = {found.key: options.granularity for found in distributions}
    levels.update({canonicalize_name(key): level for key, level in options.granularities})
    beyond = (found.key for found in distributions if found.key not in environment.closure)
    tools = frozenset(beyond if options.with_tests else ())
    own = prunable(project, options)
    return Boundaries(
        first_party=tuple(module.name for module in project.modules),
        prunable=own,
        dependents=dependents(distributions),
        opaque=opaque | tools,
        whole_distributions=frozenset(key for key, level in levels.items() if level == "distribution"),
        whole_modules=frozenset(key for key, level in levels.items() if level in {"module", "distribution"}),
        whole_names=frozenset(name for found in distributions for name in found.short_names),
        whole_classes=frozenset(key for key, level in levels.items() if level == "symbol"),
        entry_points=tuple(sorted({*project.entry_points, *chain(*(found.entry_points for found in distributions))})),
        keep=options.keep,
        roots=(*_starts(project.entry_points), *(root for root in options.roots if not is_path(root))),
        modules_of=_modules_of(distributions, own),
        plugin_tools=tools,
        listed=options.listed,
        without=options.without,
    )


def _modules_of(distributions: Iterable[Distribution], own: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return the modules of each distribution; where first-party code is cut, also those of the project (empty key)."""
    found = {found.key: tuple(module.name for module in found.modules) for found in distributions}
    return {"": tuple(sorted(own)), **found} if own else found


def prunable(project: Project, options: AnalysisOptions) -> frozenset[str]:
    """Return the names of the first-party modules that are cut as installed ones are; a lone script never is."""
    if not options.prune_first_party or project.kind == "script":
        return frozenset()
    return frozenset(module.name for module in project.modules) - project.asked_for


def describe_roots(project: Project, options: AnalysisOptions) -> tuple[str, ...]:
    """Return where execution starts, for people: entry points, what was asked for, packages of the project."""
    first_party = () if options.prune_first_party else (f"{name} (first-party)" for name in project.top_level)
    asked = (named(project, root) for root in options.roots)
    return tuple(dict.fromkeys([*sorted(_starts(project.entry_points)), *asked, *first_party]))


def _starts(entry_points: Iterable[EntryPoint]) -> list[str]:
    return [f"{entry.module}:{entry.attribute}" if entry.attribute else entry.module for entry in entry_points]
