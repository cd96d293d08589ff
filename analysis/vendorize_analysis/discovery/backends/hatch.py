"""hatchling (hatch.pypa.io)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.backends.backend import BackEnd
from vendorize_analysis.discovery.declared import Declared, check_requirements
from vendorize_analysis.discovery.places import is_package, named, names_of, select

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.toml import Table


def locate_code(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return what a wheel of hatchling holds (hatch.pypa.io/latest/plugins/builder/wheel, "Default file selection")."""
    build = pyproject.table("tool", "hatch", "build")
    wheel = build.table("targets", "wheel")

    def texts(key: str) -> tuple[str, ...]:
        return wheel.texts(key) if key in wheel else build.texts(key)

    sources = _sources(wheel if "sources" in wheel else build)
    if packages := texts("packages"):
        parents = {_parent(path): "" for path in packages if _parent(path)}
        return select(root, packages, parents | sources)
    if chosen := texts("only-include") or texts("include"):
        return select(root, chosen, sources)
    for name in names_of(project):
        for found in named(name, (root, root / "src")):
            return (found,)
        spaces = [folder.parent for folder in sorted(root.glob(f"*/{name}")) if is_package(folder)]
        if len(spaces) == 1:
            return named(spaces[0].name, (root,))
    return ()


def _sources(table: Table) -> dict[str, str]:
    if isinstance(table.values.get("sources"), dict):
        renamed = table.table("sources")
        return {path.strip("/"): renamed.text(path).strip("/") for path in renamed}
    return {path.strip("/"): "" for path in table.texts("sources")}


def _parent(path: str) -> str:
    return path.strip("/").rpartition("/")[0]


def read_metadata(pyproject: Table) -> Declared:
    """Return the requirements that our own metadata hook is given, for it to leave out what becomes part of a wheel."""
    hook = pyproject.table("tool", "hatch", "metadata", "hooks", "vendorize")
    if "dependencies" not in hook:
        return Declared()
    return Declared(requirements=check_requirements(hook.texts("dependencies"), pyproject.file))


HATCH = BackEnd("hatch", ("hatchling",), locate_code, read_metadata, version_file=("version", "path"))
