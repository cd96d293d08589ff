"""Which distributions the search knows, and which of them stay ordinary dependencies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize_analysis.model.closure import closure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from vendorize_analysis.model.environment import Distribution, Environment
    from vendorize_analysis.model.options import AnalysisOptions


def considered_distributions(environment: Environment, *, with_tests: bool) -> Environment:
    """Leave out what the project does not need at run time, unless its tests are roots as well."""
    if with_tests:
        return environment
    needed = tuple(found for found in environment.distributions if found.key in environment.closure)
    return replace(environment, distributions=needed)


def external_distributions(
    distributions: Iterable[Distribution], compiled: Collection[str], placed: Collection[str], options: AnalysisOptions
) -> frozenset[str]:
    """Return the keys of those that stay dependencies: asked for, compiled or placed, with all that these need.

    `compiled` are the keys of those whose compiled code is reached; `placed` are those that stay for their place, or
    for their start. Where a result lies on the search path (`AnalysisOptions.on_path`) what these need is found by them
    though it is cut. Where names stay whole (`AnalysisOptions.whole_names`), so does what has modules below a top-level
    name of one that stays.
    """
    by_key = {found.key: found for found in distributions}
    asked = {canonicalize_name(name) for name in options.external}
    alone, followed = ({*placed}, set[str]()) if options.on_path else (set[str](), {*placed})
    waiting = [key for key in by_key if key in asked or key in compiled or key in followed]
    external: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in external and key in by_key:
            external.add(key)
            waiting += by_key[key].requires
            waiting += namesakes(by_key[key], by_key.values()) if options.whole_names else ()
    return frozenset(external | (alone & by_key.keys()))


def opaque_distributions(
    distributions: Iterable[Distribution],
    compiled: Collection[str],
    entered: Collection[str],
    options: AnalysisOptions,
) -> frozenset[str]:
    """Return the keys of those of which all counts as run, once anything does.

    `compiled` are the keys of those whose compiled code is reached: what that imports is not read, so what they require
    counts too. `entered` are those whose files are found by their place, which runs them where no import says so. Who
    asks for a distribution to stay may know that it cannot be read.
    """
    by_key = {found.key: found for found in distributions}
    asked = {canonicalize_name(name) for name in options.external}
    behind = closure(compiled, {key: found.requires for key, found in by_key.items()})
    return frozenset(by_key.keys() & {*behind, *entered, *asked})


def namesakes(found: Distribution, distributions: Iterable[Distribution]) -> Iterator[str]:
    """Yield the keys of the distributions that have modules below one of its top-level names, its own included."""
    for other in distributions:
        if not set(found.top_level).isdisjoint(other.top_level):
            yield other.key


def dependents(distributions: Sequence[Distribution]) -> dict[str, frozenset[str]]:
    """Return for each key the keys of those that need it, directly or not; the empty key is first-party code.

    First-party code needs everything, and nothing needs it.
    """
    direct: dict[str, set[str]] = {found.key: set() for found in distributions}
    for found in distributions:
        for needed in found.requires:
            direct.setdefault(needed, set()).add(found.key)
    return {"": frozenset(), **{key: frozenset({"", *closure(first, direct)}) for key, first in direct.items()}}
