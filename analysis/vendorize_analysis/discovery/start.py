"""Find out what the user means by a path: a script, or the project around a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

PYPROJECT = "pyproject.toml"
SCRIPTS = ("__main__.py", "main.py")
"""What runs a folder that is no project."""


def find_start(start: Path) -> Path:
    """Give the script, the nearest `pyproject.toml` in the folder or above it, or the script that runs the folder."""
    if not start.exists():
        raise UserError(f"{start}: no such file or folder")
    start = start.resolve()
    if start.is_file():
        if start.suffix == ".py" or start.name == PYPROJECT:
            return start
        raise UserError(f"{start}: neither a folder nor a .py file", hint="name the project's folder or its script")
    for folder in (start, *start.parents):
        if (folder / PYPROJECT).is_file():
            return folder / PYPROJECT
    for name in SCRIPTS:
        if (start / name).is_file():
            return start / name
    raise UserError(f"no {PYPROJECT} in {start} or any folder above it", hint=_hint(start))


def _hint(folder: Path) -> str:
    if any((folder / name).is_file() for name in ("setup.py", "setup.cfg")):
        return f"the setuptools files are read too, but an empty {PYPROJECT} must stand beside them"
    return f"name a folder that has a {PYPROJECT}, or one .py file"
