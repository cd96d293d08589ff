"""Compare the configuration and the requirements with those that the result was made by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement

from vendorize.check.place import line_of
from vendorize.lock import configuration_digest, configured
from vendorize.lock.plain import plain
from vendorize.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.check.place import LockedResult
    from vendorize.model.settings import Settings
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project

_TABLES = {"granularities": "distribution", "natives": "distribution"}
"""What settings of single distributions are called in the configuration."""


def says_requirements(project: Project, environment: Environment | None) -> bool:
    """Tell whether a project states its requirements, or metadata of it says what was built.

    Where they are made by code, or are guessed, they depend on what is installed; none at all may be left to a build.
    """
    if environment is not None and environment.project_info is not None:
        return True
    return bool(project.requirements) and not project.is_computed and "requirements" not in project.guessed


def configured_findings(place: LockedResult, settings: Settings, project: Project | None) -> Iterator[Finding]:
    """Yield what is stale, the keep rules that matched nothing, and the undeclared imports of the project's own code.

    Without a project, requirements are not compared. What the last two say was found by the extraction, and holds as
    long as its inputs are the same.
    """
    lock = place.lock
    if configuration_digest(settings) != lock.configuration:
        yield _stale(place, settings)
    if project is not None:
        yield from _requirement_findings(place, project)
    configured = {rule.symbol for rule in settings.analysis.keep}
    for symbol in lock.unused_rules:
        if symbol in configured:
            line = place.configured_at(f'"{symbol}"')
            yield Finding(place.config, line, "VZ807", symbol, f"the keep rule {symbol!r} matches nothing")
    for one in lock.undeclared:
        if not one.importer:
            message = f"{one.module!r} is imported, and {one.distribution} is not among the requirements"
            yield Finding(place.root / one.path, max(one.line, 1), "VZ808", one.module, message)


def _stale(place: LockedResult, settings: Settings) -> Finding:
    """Return the finding that the configuration is another one, at the line of the first key that differs."""
    now = {plain(one) for one in configured(settings)}
    keys = sorted({_TABLES.get(key, key.replace("_", "-")) for key in map(_key, now ^ set(place.lock.settings))})
    lines = [
        line for key in keys for line in (place.configured_at(f"{key} ="), place.configured_at(f".{key}")) if line > 1
    ]
    line = min(lines, default=place.configured_at("[tool.vendorize"))
    said = f": {', '.join(keys)}" if keys else ""
    message = f"the configuration is not that of the extraction{said}"
    return Finding(place.config, line, "VZ803", "configuration", message)


def _key(said: str) -> str:
    return said.partition("=")[0]


def _requirement_findings(place: LockedResult, project: Project) -> Iterator[Finding]:
    """Compare requirements as text, in their normal form.

    In place, those that were taken out may be there (some metadata cannot be edited), those that were left must be.
    """
    if place.is_whole and not place.is_apart:
        return
    now, before = _normal(project.requirements), _normal(place.lock.project.requires)
    left = before if place.is_apart else _normal(place.lock.project.requires_after)
    for text in sorted(now - before - left):
        line = line_of(place.root / "pyproject.toml", text)
        yield Finding(place.root / "pyproject.toml", line, "VZ803", text, f"the requirement {text!r} is new")
    for text in sorted(left - now):
        line = place.locked_at(text)
        yield Finding(place.lock_file, line, "VZ803", text, f"the requirement {text!r} is no longer there")


def _normal(texts: Iterable[str]) -> frozenset[str]:
    found = set()
    for text in texts:
        try:
            found.add(str(Requirement(text)))
        except InvalidRequirement:
            found.add(" ".join(text.split()))
    return frozenset(found)
