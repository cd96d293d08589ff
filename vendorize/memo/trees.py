"""Stamps of whole folders, with all that is below them: what a child may look at, and nobody sees."""

from __future__ import annotations

import marshal
import os
from typing import TYPE_CHECKING, Final

from vendorize.memo.stamps import Stamps
from vendorize_analysis.digests import blake2b

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_RESTLESS: Final = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"})
"""Folders that tools write to all the time, and in which no program looks for anything but its own."""
_HISTORIES: Final = frozenset({".git", ".hg", ".svn", ".tox", ".nox"})
"""Folders that no copy of a project has for the tests that run in it."""
_MOST: Final = 400_000
"""Entries; looking at more takes longer than many tests do."""

_Entry = tuple[object, ...]


def stamps_of_trees(roots: Iterable[str], passed_over: frozenset[str] = frozenset()) -> Stamps | None:
    """Return the stamps of folders and of all that is in them, also behind links; None where that is too much.

    What is `passed_over` (absolute paths) does not count, nor do the caches of tools. Identity, mode, size and both
    times of each file count; of a folder all but its times, which change with each cache that comes or goes there.
    """
    found: list[_Entry] = []
    youngest = 0
    for entry, changed in _below(outermost(roots), passed_over):
        found.append(entry)
        youngest = max(youngest, changed)
        if len(found) > _MOST:
            return None
    return Stamps(blake2b(marshal.dumps(sorted(found, key=repr), 2), digest_size=16).hexdigest(), youngest)


def outermost(roots: Iterable[str]) -> list[str]:
    """Return those of some absolute paths that are not inside another one, sorted."""
    kept: list[str] = []
    for root in sorted({os.path.realpath(root) for root in roots}):
        if not kept or not is_inside(root, kept[-1]):
            kept.append(root)
    return kept


def is_inside(path: str, folder: str) -> bool:
    """Tell whether an absolute path is a folder or below it."""
    return path == folder or path.startswith(os.path.join(folder, ""))  # noqa: PTH118


def _below(roots: Sequence[str], passed_over: frozenset[str]) -> Iterator[tuple[_Entry, int]]:
    """Yield what is known of each entry, and when it changed last (0: that says nothing)."""
    skipped = _RESTLESS | _HISTORIES
    waiting, seen = list(roots), set(roots)
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name in skipped or entry.path in passed_over:
                        continue
                    if not entry.is_dir():
                        yield _of_file(entry)
                        continue
                    inner = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
                    if inner not in seen:
                        seen.add(inner)
                        waiting.append(inner)
                    yield (entry.path, inner, entry.stat().st_ino, entry.stat().st_mode), 0
        except OSError:
            yield (folder, None), 0


def _of_file(entry: os.DirEntry[str]) -> tuple[_Entry, int]:
    found = [entry.stat(follow_symlinks=False)]
    if entry.is_symlink() and os.path.exists(entry.path):  # noqa: PTH110 - text, as all here
        found.append(entry.stat())
    stamps = [(one.st_ino, one.st_mode, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for one in found]
    return (entry.path, *stamps), max(time for one in stamps for time in one[-2:])
