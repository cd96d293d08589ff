"""Environments for the programs of tests: with what they are given, and nothing else of what we have."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import venv
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution

TOOLS = ("pytest", "pluggy", "iniconfig", "packaging", "pygments", "colorama")
"""What pytest needs."""


def site_of(environment: Path) -> Path:
    """Return the site-packages of a virtual environment."""
    (found,) = (*environment.glob("lib/python*/site-packages"), *environment.glob("Lib/site-packages"))
    return found


def put(found: Distribution, site: Path) -> None:
    """Copy a distribution that we have into a site-packages."""
    for file in found.files or ():
        if ".." not in file.parts and file.suffix != ".pyc":
            (site / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(found.locate_file(file)), site / file)


@cache
def lean_python() -> Path:
    """Return an interpreter that has pytest and nothing else; it goes when we end.

    `verify` copies what an interpreter has beside a search path: of ours, some hundred distributions each time.
    """
    folder = Path(tempfile.mkdtemp(prefix="vendorize-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    venv.create(folder, symlinks=True)
    for name in TOOLS:
        try:
            put(distribution(name), site_of(folder))
        except PackageNotFoundError:
            continue
    return next(path for path in (folder / "bin/python", folder / "Scripts/python.exe") if path.exists())
