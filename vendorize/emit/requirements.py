"""Which requirements remain when distributions have become part of the program, and which must be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.markers import Marker, default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion

from vendorize.emit.metadata_fields import read_metadata, values
from vendorize_analysis.environment.requirements import key_of
from vendorize_analysis.model.closure import closure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from packaging.specifiers import Specifier

    from vendorize.model.plan import DistributionPlan, Plan

_MINORS = range(8, 20)
_SYSTEMS = (("linux", "posix", "Linux"), ("darwin", "posix", "Darwin"), ("win32", "nt", "Windows"))
_IMPLEMENTATIONS = (("cpython", "CPython"), ("pypy", "PyPy"))


def asks_for_extra(requirement: str) -> bool:
    """Tell whether a requirement holds for an extra alone."""
    try:
        marker = Requirement(requirement).marker
    except InvalidRequirement:
        return False
    return marker is not None and "extra" in str(marker)


def external_keys(plan: Plan) -> frozenset[str]:
    """Return the distributions that stay ordinary dependencies."""
    return frozenset(one.key for one in plan.distributions if one.verdict == "external")


def gone_keys(plan: Plan, requirements: Iterable[str]) -> frozenset[str]:
    """Return the distributions that are required no more: extracted, or used by nothing.

    Only what the project's requirements ask for, directly or not. What is installed for another reason stays where it
    is named: a test runner that a library imports somewhere is still what the tests of an extra need.
    """
    asked = _brought({one.key: one for one in plan.distributions}, map(key_of, requirements))
    return frozenset(one.key for one in plan.distributions if one.verdict != "external" and one.key in asked)


def externals_only(requirements: Iterable[str], plan: Plan) -> tuple[str, ...]:
    """Return those requirements that a distribution left external answers, outside of extras."""
    external = external_keys(plan)
    return tuple(one for one in requirements if key_of(one) in external and not asks_for_extra(one))


def added_requirements(plan: Plan, present: Iterable[str], requires_python: str) -> tuple[str, ...]:
    """Return the requirements that nothing of what remains declares, sorted.

    Those are externals, from the installed version on, and what an extracted distribution needs on other platforms or
    Python versions that the project supports (`colorama; platform_system == "Windows"`). An external is left out only
    where one that remains requires it: what required it may be extracted, used by nothing, or not exist at all.
    """
    named = {key_of(one) for one in present if not asks_for_extra(one)}
    extracted = [one for one in plan.distributions if one.verdict == "extract"]
    needed = {key for one in extracted for key in one.requires}
    external = {one.key: one for one in plan.distributions if one.verdict == "external"}
    undeclared = _undeclared(external, named, needed - named)
    added = {key: _from_installed(one, extracted) for key, one in undeclared.items()}
    known = {one.key for one in plan.distributions} | named
    for requirement in (text for one in extracted for text in _declared(one)):
        key = key_of(requirement)
        if key and key not in known and key not in added and _may_hold(requirement, requires_python):
            added[key] = requirement
    return tuple(added[key] for key in sorted(added))


def _from_installed(one: DistributionPlan, extracted: Iterable[DistributionPlan]) -> str:
    """Return the requirement of an external: the installed version on, within what extracted code says to fit.

    A limit that the installed version breaks is left out: with it, nothing could be installed.
    """
    declared = (text for each in extracted for text in _declared(each) if key_of(text) == one.key)
    found = (Requirement(text) for text in declared)
    clauses = (clause for each in found if each.marker is None for clause in each.specifier)
    limits = {str(each) for each in clauses if each.operator[0] != ">" and _fits(one.version, each)}
    least = [f">={one.version}"] if one.version else []
    return one.name + ",".join([*least, *sorted(limits)])


def _fits(version: str, clause: Specifier) -> bool:
    try:
        return clause.contains(version, prereleases=True)
    except InvalidVersion:
        return True  # nothing is known of it, and the limit is


def _undeclared(
    external: Mapping[str, DistributionPlan], named: AbstractSet[str], needed: AbstractSet[str]
) -> dict[str, DistributionPlan]:
    """Return the externals that must be named: those that are needed, and those that no other one brings along."""
    found = {key: external[key] for key in needed if key in external}
    brought = _brought(external, [*named, *found])
    below = {key for one in external.values() for key in one.requires if key != one.key}
    for key in sorted(external, key=lambda key: (key in below, key)):
        if key not in brought:
            found[key] = external[key]
            brought |= _brought(external, [key])
    return found


def _brought(known: Mapping[str, DistributionPlan], keys: Iterable[str]) -> set[str]:
    """Return which of some distributions are installed with the named ones: these, and what they require."""
    return closure(keys, {key: one.requires for key, one in known.items()})


def _declared(distribution: DistributionPlan) -> tuple[str, ...]:
    return values(read_metadata(distribution), "Requires-Dist")


def _may_hold(requirement: str, requires_python: str) -> bool:
    """Tell whether a requirement has a marker, without extras, that holds somewhere the project runs."""
    marker = Requirement(requirement).marker
    if marker is None or "extra" in str(marker):
        # Without a marker it was required here: not installed, which is reported where the environment is read.
        return False
    try:
        supported = SpecifierSet(requires_python)
    except InvalidSpecifier:
        supported = SpecifierSet()
    return any(
        _holds(marker, f"3.{minor}", system, implementation)
        for minor in _MINORS
        if supported.contains(f"3.{minor}.99")
        for system in _SYSTEMS
        for implementation in _IMPLEMENTATIONS
    )


def _holds(marker: Marker, python: str, system: tuple[str, str, str], implementation: tuple[str, str]) -> bool:
    environment: dict[str, str | AbstractSet[str]] = dict(default_environment())  # type: ignore[arg-type]
    environment.update(python_version=python, python_full_version=f"{python}.99")
    environment.update(sys_platform=system[0], os_name=system[1], platform_system=system[2])
    environment.update(implementation_name=implementation[0], platform_python_implementation=implementation[1])
    return marker.evaluate(environment)
