"""Find out what the user means by a path: a script, or the project around a folder."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from vendorize_analysis.discovery.backends import BACK_ENDS
from vendorize_analysis.discovery.places import is_package, sources, subfolders
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from pathlib import Path

PYPROJECT = "pyproject.toml"
SETUP_CFG = "setup.cfg"
SETUP_PY = "setup.py"
MANAGE = "manage.py"
REQUIREMENTS = ("requirements.in", "requirements.txt")
"""The list that people write comes before the one that a tool pins from it."""
SCRIPTS = ("__main__.py", "main.py")
"""What runs a folder that is no project."""
_DECLARING = (PYPROJECT, SETUP_CFG, SETUP_PY, MANAGE, *REQUIREMENTS)

_TOOLS = "|".join(["setuptools", *(one.table for one in BACK_ENDS if one.declares)])
_BUILT = re.compile(rf"^\s*\[+\s*(project|build-system|tool\s*\.\s*({_TOOLS}))\b", re.MULTILINE)
_NAMED = re.compile(r"^name\s*[=:]", re.MULTILINE)
_CONFIGURED = re.compile(r"^\[(metadata|options)\]", re.MULTILINE)


def find_start(start: Path) -> Path:
    """Return what stands for the project: a script, the file that declares it, or a folder of code without one.

    A folder inside a project means the project; the nearest file that declares one wins.
    Raises `UserError` for what is not there, is no Python, or holds none.
    """
    asked_about(start)
    if not start.exists():
        raise UserError(f"{start}: no such file or folder", hint="name the folder of a project, or one .py file")
    start = start.resolve()
    if start.is_file():
        return _of_file(start)
    asked_about(*(folder / name for folder in (start, *start.parents) for name in _DECLARING))
    file = start / PYPROJECT
    if os.path.lexists(file) and not file.is_file():
        raise UserError(f"{file}: no regular file", hint="put a file there, or remove it")
    for folder in (start, *start.parents):
        if (found := _declaring(folder)) is not None:
            return found
    for name in SCRIPTS:
        if not is_package(start) and (start / name).is_file():
            return start / name
    if holds_program(start):
        return start
    raise UserError(
        f"no project in {start} or any folder above it: no {PYPROJECT}, {SETUP_CFG}, {SETUP_PY}, "
        f"{REQUIREMENTS[1]} or {MANAGE}, and no package or script in it",
        hint=f"name a folder that has one of them, or one .py file; an empty {PYPROJECT} marks a project too",
    )


def holds_program(folder: Path) -> bool:
    """Tell whether a folder that nothing declares is a package, or holds scripts or packages."""
    return is_package(folder) or bool(sources(folder)) or any(map(is_package, subfolders(folder)))


def is_django(folder: Path) -> bool:
    """Tell whether a `manage.py` as Django writes it is in the folder."""
    return "DJANGO_SETTINGS_MODULE" in _text(folder / MANAGE)


def is_built(pyproject: Path) -> bool:
    """Tell whether a `pyproject.toml` declares a project; many hold nothing but the settings of tools."""
    return bool(_BUILT.search(_text(pyproject)))


def of_setuptools(folder: Path) -> Path | None:
    """Return the file by which setuptools alone builds what is in a folder; None where there is none."""
    has_call = (folder / SETUP_PY).is_file()
    # Beside a `setup.py` that says the rest, many have no more there than where the licence is.
    if (_NAMED if has_call else _CONFIGURED).search(_text(folder / SETUP_CFG)):
        return folder / SETUP_CFG
    return folder / SETUP_PY if has_call else None


def requirement_list(folder: Path) -> Path | None:
    """Return the list of requirements of a folder that is not built; None where there is none."""
    return next((folder / name for name in REQUIREMENTS if (folder / name).is_file()), None)


def _of_file(file: Path) -> Path:
    if file.name in {PYPROJECT, SETUP_PY, *REQUIREMENTS} or (
        file.name in {SETUP_CFG, MANAGE} and file in (of_setuptools(file.parent), _django(file.parent))
    ):
        return file
    if file.suffix == ".py":
        return file
    raise UserError(f"{file}: neither a folder nor a .py file", hint="name the project's folder or its script")


def _declaring(folder: Path) -> Path | None:
    """Return the file in a folder that makes it a project; of the weaker ones, only where code stands beside it."""
    if (folder / PYPROJECT).is_file():
        return folder / PYPROJECT
    if (found := of_setuptools(folder) or _django(folder)) is not None:
        return found
    listed = requirement_list(folder)
    if listed is None or not holds_program(folder) or _is_part(folder):
        return None
    return listed


def _django(folder: Path) -> Path | None:
    return folder / MANAGE if is_django(folder) else None


def _is_part(folder: Path) -> bool:
    """Tell whether a folder above is a project that is built: then this one holds its documentation or tests."""
    return any(is_built(above / PYPROJECT) or of_setuptools(above) for above in folder.parents)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace") if file.is_file() else ""
    except OSError:
        return ""
