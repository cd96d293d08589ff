"""First-party files that keep their text: templates, and code that is sent to other interpreters."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.plan import Plan
    from vendorize_analysis.model.project import Project


def with_verbatim(plan: Plan, patterns: tuple[str, ...]) -> Plan:
    """Return the plan with the first-party modules at such places copied as they are: nothing in them moves."""
    if not patterns:
        return plan
    first_party = tuple(
        replace(module, summary=None, by_path=True) if _fits(module.path, plan.project_root, patterns) else module
        for module in plan.first_party
    )
    return replace(plan, first_party=first_party)


def unmatched_verbatim(project: Project, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the patterns that no first-party module fits."""
    return tuple(
        one for one in patterns if not any(_fits(module.path, project.root, (one,)) for module in project.modules)
    )


def _fits(path: Path, root: Path, patterns: tuple[str, ...]) -> bool:
    relative = path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
    return any(fnmatchcase(relative, pattern) for pattern in patterns)
