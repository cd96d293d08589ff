"""Which first-party folders hold the code of others: copies that lie in the project as its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.project import Project

_LISTS = frozenset({"vendor.txt", "vendored.txt"})
"""What names the copies beside it, as the tool `vendoring` writes it for pip."""


def vendored_folders(project: Project) -> tuple[Path, ...]:
    """Return the folders of first-party packages that hold copies of distributions, outermost ones, sorted.

    Metadata (`*.dist-info`) or a list of copies is in them. The folders that imports start from are none: metadata is
    beside the code there, whoever's that is.
    """
    starts = {project.root, *project.source_roots}
    found: set[Path] = set()
    for folder in sorted(_folders(project, starts)):
        if not found.intersection(folder.parents) and _has_copies(folder):
            found.add(folder)
    return tuple(sorted(found))


def _folders(project: Project, starts: set[Path]) -> set[Path]:
    found: set[Path] = set()
    for folder in {module.path.parent for module in project.modules}:
        for each in (folder, *folder.parents):
            if each in starts or each in found or not each.is_relative_to(project.root):
                break
            found.add(each)
    return found


def _has_copies(folder: Path) -> bool:
    try:
        return any(one.name in _LISTS or one.suffix == ".dist-info" for one in folder.iterdir())
    except OSError:
        return False
