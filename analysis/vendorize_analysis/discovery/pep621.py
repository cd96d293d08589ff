"""Read the `[project]` table (PEP 621, pyproject.toml specification)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.declared import SCRIPT_GROUPS, Declared, check_requirements, read_entry_points
from vendorize_analysis.tables.licences import stated_licences

if TYPE_CHECKING:
    from vendorize_analysis.discovery.declared import Extras
    from vendorize_analysis.discovery.toml import Table
    from vendorize_analysis.model.project import EntryPoint


def read_project_table(pyproject: Table) -> Declared:
    """Return what `[project]` declares; a field that it neither has nor calls dynamic is empty for good."""
    if "project" not in pyproject:
        return Declared()
    table = pyproject.table("project")
    dynamic = frozenset(table.texts("dynamic"))
    points_open = dynamic & {"scripts", "gui-scripts", "entry-points"}
    points = _entry_points(table)
    return Declared(
        name=table.text("name"),
        version=table.text("version"),
        requirements=None if "dependencies" in dynamic else check_requirements(table.texts("dependencies"), table.file),
        extras=None if "optional-dependencies" in dynamic else read_extras(table.table("optional-dependencies")),
        entry_points=points if points or not points_open else None,
        requires_python=None if "requires-python" in dynamic else table.text("requires-python"),
        licenses=_licenses(table),
    )


def _licenses(table: Table) -> tuple[str, ...]:
    """Return what `license` (PEP 639; as a table, PEP 621) and the classifiers state."""
    stated, listed = table.values.get("license"), table.values.get("classifiers")
    classifiers = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    if isinstance(stated, str):
        return stated_licences(stated, (), ())
    text = stated.get("text") if isinstance(stated, dict) else None
    return stated_licences("", [text] if isinstance(text, str) else (), classifiers)


def read_extras(table: Table) -> Extras:
    """Return a table of extra to requirements, sorted."""
    return tuple((name, check_requirements(table.texts(name), table.file)) for name in sorted(table))


def _entry_points(table: Table) -> tuple[EntryPoint, ...]:
    groups = {group: read_lines(table.table(key)) for key, group in SCRIPT_GROUPS.items()}
    named = table.table("entry-points")
    groups |= {group: read_lines(named.table(group)) for group in named}
    return read_entry_points(groups, table.file)


def read_lines(table: Table) -> dict[str, str]:
    """Return a table whose values are all strings."""
    return {key: table.text(key) for key in table}
