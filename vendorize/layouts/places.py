"""Where things lie in a project and in a result: what every layout needs to say its own."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from vendorize.layouts.protocol import TrialResult


def planned_files(result: TrialResult) -> tuple[tuple[Path, str], ...]:
    """Return (path, path under the import root) of each planned first-party file inside the project."""
    planned = [(module.path, module.relative) for module in result.plan.first_party]
    planned += [(data.path, data.relative) for data in result.plan.first_party_data]
    return tuple(pair for pair in planned if pair[0].is_relative_to(result.project.root))


def first_party_tops(result: TrialResult) -> tuple[tuple[str, str], ...]:
    """Return (source root inside the project, top-level file or folder) of the planned first-party code."""
    found = set()
    for path, relative in planned_files(result):
        original = inside_project(result, path)
        folder = original[: -len(relative)].strip("/")
        if original.endswith(relative):
            found.add((folder, PurePosixPath(relative).parts[0]))
    return tuple(sorted(found))


def inside_project(result: TrialResult, path: Path) -> str:
    """Return the POSIX path of a file inside the project; of another one the path as it is."""
    root = result.project.root
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def module_paths(folder: Path) -> Iterator[str]:
    """Find all Python files below a folder, as POSIX paths in order."""
    return (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.py")) if path.is_file())


def files_but(folder: Path, leave_out: Collection[str]) -> list[Path]:
    """Find the files below a folder that may not be there, bytecode, links and the named POSIX paths left out."""
    if not folder.is_dir():
        return []
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and path.suffix != ".pyc"
        and path.relative_to(folder).as_posix() not in leave_out
    ]
