"""Poetry: its code, and the metadata in `[tool.poetry]` (python-poetry.org/docs/pyproject)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize_analysis.discovery.backends.backend import BackEnd
from vendorize_analysis.discovery.backends.poetry_versions import python_marker, translate_constraint
from vendorize_analysis.discovery.declared import Declared, check_requirements, read_entry_points
from vendorize_analysis.discovery.pep621 import read_lines
from vendorize_analysis.discovery.places import first_named, names_of, select
from vendorize_analysis.discovery.toml import Table
from vendorize_analysis.tables.licences import stated_licences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.declared import Extras
    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.model.project import EntryPoint

_PYTHON = "python"
"""The key of the dependencies that is the interpreter."""


def read_metadata(pyproject: Table) -> Declared:
    """Return what `[tool.poetry]` declares."""
    table = pyproject.table("tool", "poetry")
    wanted = table.table("dependencies")
    declared = {name: tuple(_choices(wanted, name)) for name in wanted if canonicalize_name(name) != _PYTHON}
    requirements = [
        _requirement(name, choice)
        for name, choices in declared.items()
        for choice in choices
        if choice.values.get("optional") is not True
    ]
    extras = _extras(table.table("extras"), declared)
    return Declared(
        name=table.text("name"),
        version=table.text("version"),
        requirements=check_requirements(requirements, table.file) if declared else None,
        extras=extras or None,
        entry_points=_entry_points(table) or None,
        requires_python=translate_constraint(wanted.text(_PYTHON)) if _PYTHON in wanted else None,
        licenses=stated_licences("", [table.text("license")], ()),
    )


def _choices(wanted: Table, name: str) -> Iterator[Table]:
    """Yield the tables of a dependency: a bare version is one, and a list gives alternatives by marker."""
    value = wanted.values[name]
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield Table({"version": item}, wanted.path(name), wanted.file)
        elif isinstance(item, dict):
            yield Table(item, wanted.path(name), wanted.file)
        else:
            raise wanted.wrong(name, "a version or a table")


def _requirement(name: str, choice: Table) -> str:
    """Return the requirement by name and version: where it is fetched from does not matter, it is installed."""
    extras = f"[{','.join(choice.texts('extras'))}]" if choice.texts("extras") else ""
    markers = [
        choice.text("markers"),
        python_marker(choice.text("python")),
        _platform(choice.text("platform")),
    ]
    given = [marker for marker in markers if marker]
    marker = given[0] if len(given) == 1 else " and ".join(f"({marker})" for marker in given)
    return f"{name}{extras}{translate_constraint(choice.text('version'))}" + (f"; {marker}" if marker else "")


def _platform(name: str) -> str:
    return f'sys_platform == "{name}"' if name else ""


def _extras(table: Table, declared: dict[str, tuple[Table, ...]]) -> Extras:
    """Return each extra with the requirements of the dependencies that it names."""
    by_key = {canonicalize_name(name): (name, choices) for name, choices in declared.items()}
    extras = []
    for extra in sorted(table):
        named = [by_key[canonicalize_name(name)] for name in table.texts(extra) if canonicalize_name(name) in by_key]
        texts = [_requirement(name, choice) for name, choices in named for choice in choices]
        extras.append((extra, check_requirements(texts, table.file)))
    return tuple(extras)


def _entry_points(table: Table) -> tuple[EntryPoint, ...]:
    scripts = table.table("scripts")
    lines = {}
    for name in scripts:
        value = scripts.values[name]
        # The table form may name a file that is no Python object; that one has no entry point.
        reference = scripts.table(name).text("reference") if isinstance(value, dict) else scripts.text(name)
        kind = scripts.table(name).text("type") if isinstance(value, dict) else "console"
        if reference and kind != "file":
            lines[name] = reference
    plugins = table.table("plugins")
    groups = {"console_scripts": lines} | {group: read_lines(plugins.table(group)) for group in plugins}
    return read_entry_points(groups, table.file)


def locate_code(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return the packages of a Poetry project (python-poetry.org/docs/pyproject, `packages`)."""
    found: list[ImportPlace] = []
    for package in pyproject.table("tool", "poetry").tables("packages"):
        wheel = "format" not in package or "wheel" in package.one_or_more("format")
        start = package.text("from").strip("/")
        path = "/".join(filter(None, (start, package.text("include"))))
        if wheel:
            found.extend(select(root, [path], {start: package.text("to")} if start else {}))
    return tuple(found) or first_named(names_of(project), (root, root / "src"))


POETRY = BackEnd("poetry", ("poetry",), locate_code, read_metadata)
