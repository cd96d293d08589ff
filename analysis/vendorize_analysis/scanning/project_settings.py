"""The settings of a project: which of its files may name what its program asks libraries for.

A user's configuration names functions and classes for a library to load (`!!python/name:a.b` in `mkdocs.yml`,
`_target_: a.b` in a folder of settings). Where it lies is the project's affair: so settings count wherever they are in
its tree, tests, documentation and what is hidden left out.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vendorize_analysis.model.project import Project

_SETTINGS: Final = frozenset({".toml", ".yaml", ".yml", ".ini", ".cfg", ".conf", ".properties"})
"""Endings of settings beside the packages of a project, which it reads where it runs."""
_MOSTLY_DATA: Final = frozenset({".json", ".xml"})
"""Endings of settings in folders of settings; elsewhere it is mostly data, in a root our own reports, too."""
_OF_SETTINGS: Final = frozenset({"conf", "config", "configs", "configuration", "etc", "settings"})
_OF_PACKAGING: Final = frozenset({"pyproject.toml", "setup.cfg", "pylock.toml", "appveyor.yml", "codecov.yml"})
_NO_SETTINGS: Final = _OF_PACKAGING | {"docker-compose.yml", "environment.yml"}
"""Files in a root that the program does not read, whatever it needs."""
_OF_TOOLS: Final = frozenset(
    {"tox.ini", "pytest.ini", "mypy.ini", "ruff.toml", "ty.toml", "mkdocs.yml", "mkdocs.yaml", "poetry.toml"}
)
"""Files in a root that a tool reads whose distribution has the name before the ending."""
_PASSED_OVER: Final = frozenset({"__pycache__", "node_modules", "build", "dist", "doc", "docs"})
_DEPTH: Final = 4
"""Folders below the root in which settings are looked for."""


def settings_of_tools(project: Project, needed: Collection[str]) -> Iterator[Path]:
    """Yield the files of tools in the root, of those that the program needs as libraries: `mkdocs.yml` for one."""
    return (project.root / name for name in sorted(_OF_TOOLS) if name.partition(".")[0] in needed)


def settings_in(project: Project, known: Collection[Path]) -> Iterator[Path]:
    """Yield the settings in a project's tree, but for folders whose files are known already."""
    for place, folders, files in os.walk(project.root):
        here = Path(place)
        deep = len(here.relative_to(project.root).parts) >= _DEPTH
        inside = [] if deep else sorted(name for name in folders if not _is_passed_over(here / name, project))
        folders[:] = [name for name in inside if here / name not in known]
        unread = _NO_SETTINGS | _OF_TOOLS if here == project.root else frozenset[str]()
        endings = _SETTINGS | _MOSTLY_DATA if here.name.lower() in _OF_SETTINGS and here != project.root else _SETTINGS
        for name in sorted(files):
            if Path(name).suffix.lower() in endings and name not in unread and not name.startswith("."):
                yield here / name


def _is_passed_over(folder: Path, project: Project) -> bool:
    """Tell whether a folder has no settings of the program: hidden, a cache, tests, documentation, an environment."""
    hidden = folder.name.startswith(".") or folder.name in _PASSED_OVER or folder in project.tests
    if hidden:
        return True
    of_others = [folder / name for name in ("pyvenv.cfg", "conda-meta", ".vendorize.json")]
    asked_about(*of_others)
    return any(path.exists() for path in of_others)
