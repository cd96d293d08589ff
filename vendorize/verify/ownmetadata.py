"""The project's own metadata as an installer would lay it out."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def installed_info(info: Path, project: str) -> tuple[str, dict[str, Path]]:
    """Return the name of a metadata folder and its files by POSIX path, of a folder or of the `PKG-INFO` of an sdist.

    `project` is the name of the project; that of the file says nothing.
    """
    if info.is_file():
        return f"{re.sub(r'[-_.]+', '_', project)}.dist-info", {"METADATA": info}
    return info.name, {path.relative_to(info).as_posix(): path for path in sorted(info.rglob("*")) if path.is_file()}


def copy_info(info: Path, project: str, folder: Path) -> None:
    """Copy the metadata into a folder of `sys.path`."""
    name, files = installed_info(info, project)
    for relative, path in files.items():
        (target := folder / name / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
