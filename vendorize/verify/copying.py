"""Copy installed files with their times, and the bytecode of them: it fits where these are the same."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CACHE = "__pycache__"


def copy_installed(pairs: Iterable[tuple[Path, Path]]) -> None:
    """Copy files, given as source and target each, with the bytecode of those copied; a target that is there stays.

    Python compares time and size of a source with what stands in its bytecode (PEP 3147): a copy with another time is
    compiled again by the first process that imports it.
    """
    compiled: dict[Path, dict[str, list[str]]] = {}
    made: set[Path] = set()
    for source, target in pairs:
        if source.suffix == ".pyc" or not source.is_file() or target.exists():
            continue
        _copy(source, target, made)
        if source.suffix == ".py":
            folder = source.parent
            if folder not in compiled:
                compiled[folder] = _bytecode(folder / _CACHE)
            for name in compiled[folder].get(source.stem, ()):
                _copy(folder / _CACHE / name, target.parent / _CACHE / name, made)


def _copy(source: Path, target: Path, made: set[Path]) -> None:
    if target.parent not in made:
        target.parent.mkdir(parents=True, exist_ok=True)
        made.add(target.parent)
    shutil.copy2(source, target)


def _bytecode(folder: Path) -> dict[str, list[str]]:
    """Return the names of bytecode files by the stem of their sources."""
    found: dict[str, list[str]] = {}
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return found
    for name in names:
        if name.endswith(".pyc"):
            found.setdefault(name.partition(".")[0], []).append(name)
    return found
