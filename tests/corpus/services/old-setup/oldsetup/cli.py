"""Build a small distribution the old way."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import setuptools  # noqa: F401 - it takes the place of distutils
from setuptools import Distribution


def distutils_from() -> str:
    """Return who answers for distutils."""
    import distutils.core

    return "setuptools" if "setuptools" in distutils.core.__file__ else "Python"


def build(folder: Path, name: str) -> Path:
    """Build a wheel of one module; give its path."""
    (folder / f"{name}.py").write_text("answer = 42\n", encoding="utf-8")
    made = Distribution({"name": name, "version": "1.0", "py_modules": [name], "script_name": "setup.py"})
    made.src_root = str(folder)
    for command in ("bdist_wheel",):
        made.get_command_obj(command).dist_dir = str(folder / "dist")
        made.run_command(command)
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def names(wheel: Path) -> list[str]:
    """Return what is in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return sorted(archive.namelist())


def main() -> None:
    print(names(build(Path(sys.argv[1]), sys.argv[2])), distutils_from())


if __name__ == "__main__":
    main()
