"""Copy installed files with their times, and the bytecode of them: it fits where these are the same."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CACHE = "__pycache__"


def copy_installed(pairs: Iterable[tuple[Path, Path]], *, link: bool = False) -> None:
    """Copy files, given as source and target each, with the bytecode of those copied; a target that is there stays.

    With `link` files are links where the system has them, in folders that are none: what is made beside them (bytecode
    is replaced as a whole) reaches nobody else, but who writes into one writes into the original.

    Python compares time and size of a source with what stands in its bytecode (PEP 3147): a copy with another time is
    compiled again by the first process that imports it.
    """
    compiled: dict[Path, dict[str, list[str]]] = {}
    made: set[Path] = set()
    for source, target in pairs:
        if source.suffix == ".pyc" or not source.is_file() or target.exists():
            continue
        _place(source, target, made, link)
        if source.suffix == ".py":
            folder = source.parent
            if folder not in compiled:
                compiled[folder] = _bytecode(folder / _CACHE)
            for name in compiled[folder].get(source.stem, ()):
                _place(folder / _CACHE / name, target.parent / _CACHE / name, made, link)


def _place(source: Path, target: Path, made: set[Path], link: bool) -> None:  # noqa: FBT001
    if target.parent not in made:
        target.parent.mkdir(parents=True, exist_ok=True)
        made.add(target.parent)
    if link:
        with suppress(OSError):
            target.symlink_to(source)
            return
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
