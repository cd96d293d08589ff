"""Put a project's metadata together from every file that may hold some of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize_analysis.discovery.backends import BACK_ENDS
from vendorize_analysis.discovery.declared import Declared
from vendorize_analysis.discovery.literals import read_version
from vendorize_analysis.discovery.pep621 import read_project_table
from vendorize_analysis.discovery.setup_cfg import declared_by_cfg, read_requirement_files
from vendorize_analysis.discovery.setup_py import declared_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.setup_cfg import Sections
    from vendorize_analysis.discovery.setup_py import SetupCall
    from vendorize_analysis.discovery.toml import Table


def read_metadata(root: Path, pyproject: Table, cfg: Sections, call: SetupCall) -> Declared:
    """Return the metadata; what only a build could tell stays open, for the installed metadata to fill."""
    found = read_project_table(pyproject)
    for source in (
        _setuptools_dynamic(root, pyproject),
        *(one.read_metadata(pyproject) for one in BACK_ENDS if one.read_metadata is not None),
        declared_by(call),
        declared_by_cfg(cfg, root / "setup.cfg"),
    ):
        found = found.completed_by(source)
    return found if found.name else replace(found, name=root.name)


def _setuptools_dynamic(root: Path, pyproject: Table) -> Declared:
    """Return the dependencies that `[tool.setuptools.dynamic]` takes from files."""
    dynamic = pyproject.table("tool", "setuptools", "dynamic")
    optional = dynamic.table("optional-dependencies")
    extras = tuple((name, _from_files(root, optional.table(name))) for name in sorted(optional))
    return Declared(
        requirements=_from_files(root, dynamic.table("dependencies")) if "dependencies" in dynamic else None,
        extras=extras or None,
    )


def _from_files(root: Path, table: Table) -> tuple[str, ...]:
    return read_requirement_files(list(table.one_or_more("file")), root)


def find_version(root: Path, pyproject: Table, cfg: Sections, places: Iterable[ImportPlace]) -> str:
    """Return a version that the metadata leaves to a file, where that file holds it as a literal; else nothing."""
    candidates = [*_named_files(root, pyproject, cfg)]
    candidates += [place.path / "__init__.py" if place.path.is_dir() else place.path for place in places]
    inside = (file for file in candidates if file.resolve().is_relative_to(root))
    return next(filter(None, map(read_version, inside)), "")


def _named_files(root: Path, pyproject: Table, cfg: Sections) -> Iterator[Path]:
    tool = pyproject.table("tool")
    for one in BACK_ENDS:
        *tables, key = one.version_file or ("",)
        if name := tool.table(one.table, *tables).text(key):
            yield root / name
    setuptools = tool.table("setuptools", "dynamic", "version").text("attr")
    declared = cfg.get("metadata", {}).get("version", "")
    for attribute in (setuptools, declared.removeprefix("attr:").strip() if declared.startswith("attr:") else ""):
        module = attribute.rpartition(".")[0]
        for folder in (root, root / "src") if module else ():
            path = folder.joinpath(*module.split("."))
            yield path / "__init__.py"
            yield path.with_name(f"{path.name}.py")
