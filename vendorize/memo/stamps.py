"""Stamps of files and folders: two that are equal say that nothing has changed in between.

A file is known by identity, size and both times; that of the last change of its entry nobody can set back. A folder is
known by the names in it and what each of them is. What changed within two seconds before it was looked at is not
trusted: the next change may have the same times.

Every answer depends on our own code too, and on Python, variables, working directory and system.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

import vendorize
import vendorize_analysis
from vendorize_analysis.digests import blake2b

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OWN: Final = tuple(
    os.path.join(os.path.dirname(os.path.abspath(package.__file__)), "")  # noqa: PTH100, PTH118, PTH120
    for package in (vendorize, vendorize_analysis)
    if package.__file__
)
"""Folders of our own modules, with the separator at the end."""
_OF_SHELLS: Final = frozenset({"OLDPWD", "SHLVL", "_"})
"""Variables in which shells say how they came here: with each call another value, and nobody reads them."""
SETTLED: Final = 2_000_000_000
"""Nanoseconds."""
_KIND: Final = stat.S_IFMT(0o177777)
"""The bits of a mode that say what kind of file it is."""
_RESTLESS: Final = frozenset({"__pycache__", ".git", ".hg", ".svn", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
"""Folders that tools write to all the time, and in which nobody looks."""


class Stamps(NamedTuple):
    """What is known of files and folders at one moment."""

    digest: str
    youngest: int
    """When the last of them changed, in nanoseconds since the epoch."""


def stamps_of(files: Iterable[str], folders: Iterable[str], passed_over: frozenset[str] = frozenset()) -> Stamps:
    """Return the stamps of all these; what changes in the folders `passed_over` does not count."""
    found: list[object] = []
    youngest = _add_files(files, found)
    folders = list(folders)
    listed = frozenset(folders)
    for path in folders:
        entries, changed = _entries(path, passed_over, listed)
        found.append(entries)
        youngest = max(youngest, changed)
    return Stamps(blake2b(marshal.dumps(found, 2), digest_size=16).hexdigest(), youngest)


def each_of(files: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield the paths of files that are held by folder: as whole paths, thousands take a megabyte."""
    for folder, names in files.items():
        for name in names:
            yield f"{folder}{os.sep}{name}"


def _add_files(files: Iterable[str], found: list[object]) -> int:
    """Add what is known of files, and return when the last of them changed; there are thousands."""
    youngest, look = 0, os.lstat
    for path in files:
        try:
            one = look(path)
            if one.st_mode & _KIND == stat.S_IFLNK:
                found.append((one.st_ino, one.st_mtime_ns, one.st_ctime_ns))
                youngest = max(youngest, one.st_mtime_ns, one.st_ctime_ns)
                one = os.stat(path)  # noqa: PTH116 - as text
        except (OSError, ValueError):
            found.append(None)
            continue
        written, changed = one.st_mtime_ns, one.st_ctime_ns
        found.append((one.st_ino, one.st_mode, one.st_size, written, changed))
        if changed > youngest:  # noqa: PLR1730 - a call takes as long as all the rest
            youngest = changed
        if written > youngest:  # noqa: PLR1730
            youngest = written
    return youngest


def _entries(
    folder: str, passed_over: frozenset[str], listed: frozenset[str]
) -> tuple[list[tuple[object, ...]] | None, int]:
    """Return what is in a folder, None where it cannot be listed, and when the last folder in it changed.

    Of a folder in it count the times too, which change with each name there; but not of one that is `listed` itself.
    """
    found: list[tuple[object, ...]] = []
    try:
        # Who lists it while something is put there does not know it.
        youngest = os.stat(folder).st_mtime_ns  # noqa: PTH116
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name in _RESTLESS or entry.path in passed_over:
                    found.append((entry.name,))
                    continue
                if entry.is_symlink():
                    link = entry.stat(follow_symlinks=False)
                    found.append((entry.name, link.st_ino, link.st_mtime_ns, link.st_ctime_ns))
                    youngest = max(youngest, link.st_mtime_ns, link.st_ctime_ns)
                if entry.is_dir():
                    inner = entry.stat()
                    times = inner.st_mtime_ns, inner.st_ctime_ns
                    found.append((entry.name, inner.st_ino, *(() if entry.path in listed else times)))
                    youngest = max(youngest, *times)
                else:
                    found.append((entry.name, entry.is_file()))
    except OSError:
        return None, 0
    return sorted(found, key=repr), youngest


def own_stamps() -> Stamps:
    """Return the stamps of our own code, and of the folders that Python looks for modules in."""
    # A library that is installed anew changes the folder that it is in.
    return stamps_of([*sys.path, *(path for package in OWN for path in _below(package))], ())


def surroundings() -> tuple[object, ...]:
    """Return all but our own code, as values whose `repr` is the same where they are."""
    try:
        here = os.getcwd()  # noqa: PTH109 - plain text
    except OSError:
        here = ""
    return (
        here,
        sorted(each for each in os.environ.items() if each[0] not in _OF_SHELLS),
        tuple(os.uname()) if hasattr(os, "uname") else sys.platform,
        (sys.executable, sys.version, tuple(sys.flags)),
    )


def _below(folder: str) -> Iterator[str]:
    """Yield the files below a folder, which ends with a separator."""
    with os.scandir(folder) as entries:
        inner = sorted(
            (entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries if entry.name != "__pycache__"
        )
    for name, is_folder in inner:
        if is_folder:
            yield from _below(f"{folder}{name}{os.sep}")
        else:
            yield f"{folder}{name}"
