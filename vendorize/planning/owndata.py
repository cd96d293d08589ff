"""What lies beside first-party code and is no module: the program reads it from where it stands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.model.plan import DataFile
from vendorize.storage import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.project import Project

_IGNORED_FOLDERS = frozenset({"__pycache__", ".git", ".hg", ".venv", "node_modules"})
_ASIDE = frozenset({"build", "dist", "doc", "docs"})
_NO_DATA = ("pyvenv.cfg", ".vendorize.json")
"""A folder with one of these is an environment, or what an earlier run wrote."""


def first_party_data(analysis: Analysis) -> Iterator[DataFile]:
    """Copy what lies in the first-party packages and is no module; of a folder that nobody builds, all of it."""
    project = analysis.project
    modules = {module.path for module in project.modules}
    given: set[str] = set()
    for one in (*_in_packages(project, modules), *(() if project.is_built else _in_folder(project, modules))):
        if one.relative not in given:
            given.add(one.relative)
            yield one


def _in_packages(project: Project, modules: set[Path]) -> Iterator[DataFile]:
    for root in project.source_roots or (project.root,):
        for name in project.top_level:
            folder = root / name
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                inside = path.relative_to(root)
                skipped = path in modules or path.suffix == ".pyc" or any(map(_is_ignored, inside.parts))
                if not skipped and path.is_file() and path.resolve().is_relative_to(root.resolve()):
                    yield DataFile(path, inside.as_posix(), "")


def _in_folder(project: Project, modules: set[Path]) -> Iterator[DataFile]:
    """Copy the files of a program's folder, without tests, documentation, what is hidden and what others wrote."""
    root = project.root
    for place, folders, files in os.walk(root):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not _is_passed_over(here / name, project))
        for name in sorted(files):
            path = here / name
            code = path in modules or path.suffix == ".pyc" or (here == root and path.suffix == ".py")
            if (
                not code
                and not name.startswith(".")
                and not is_ours(name)
                and path.is_file()
                and path.resolve().is_relative_to(root)
            ):
                yield DataFile(path, path.relative_to(root).as_posix(), "")


def _is_passed_over(folder: Path, project: Project) -> bool:
    aside = folder.parent == project.root and folder.name in _ASIDE and folder.name not in project.top_level
    hidden = folder.name.startswith(".") or _is_ignored(folder.name)
    return aside or hidden or folder in project.tests or any((folder / name).is_file() for name in _NO_DATA)


def _is_ignored(name: str) -> bool:
    return name in _IGNORED_FOLDERS or is_ours(name)
