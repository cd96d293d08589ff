"""flit: its code, and its older metadata, `[tool.flit.metadata]` (flit.pypa.io, "The pyproject.toml config file")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.backends.backend import BackEnd
from vendorize_analysis.discovery.declared import Declared, check_requirements, read_entry_points
from vendorize_analysis.discovery.pep621 import read_extras, read_lines
from vendorize_analysis.discovery.places import first_named, names_of

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.toml import Table


def read_metadata(pyproject: Table) -> Declared:
    """Return what `[tool.flit]` declares."""
    flit = pyproject.table("tool", "flit")
    table = flit.table("metadata")
    points = flit.table("entrypoints")
    groups = {"console_scripts": read_lines(flit.table("scripts"))}
    groups |= {group: read_lines(points.table(group)) for group in points}
    return Declared(
        name=table.text("dist-name") or table.text("module"),
        requirements=check_requirements(table.texts("requires"), table.file) if "requires" in table else None,
        extras=read_extras(table.table("requires-extra")) if "requires-extra" in table else None,
        entry_points=read_entry_points(groups, table.file) or None,
        requires_python=table.text("requires-python") if "requires-python" in table else None,
    )


def locate_code(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return the one module of a flit project (flit.pypa.io, `[tool.flit.module]`)."""
    flit = pyproject.table("tool", "flit")
    given = flit.table("module").text("name") or flit.table("metadata").text("module")
    return first_named([given] if given else names_of(project), (root, root / "src"))


FLIT = BackEnd("flit", ("flit_core", "flit"), locate_code, read_metadata)
