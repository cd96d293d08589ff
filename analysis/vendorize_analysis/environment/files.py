"""Find a distribution's files, from RECORD or by walking, and never leave its folder.

Source: "Recording installed projects", packaging.python.org. Every path is hostile until it was looked at.
"""

from __future__ import annotations

import csv
import io
import os
import re
import stat
from dataclasses import dataclass, field
from posixpath import normpath
from typing import TYPE_CHECKING

from vendorize_analysis.environment.texts import REINSTALL, read_text
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_DRIVE = re.compile(r"[A-Za-z]:")
_COLUMNS = 3
_BYTECODE = (".pyc", ".pyo")
_PLAIN_ROW = re.compile(r"^((?:\w[\w.+-]*/)*+\w[\w.+-]*+),[\w=+/-]*+,[0-9]*+\r?\n", re.MULTILINE | re.ASCII)
"""A row with a path that is in its normal form, and needs no quotes."""


@dataclass(slots=True)
class InstalledTree:
    """A folder of installed files that answers which relative paths are really files inside it."""

    root: Path
    _base: str = ""
    _real: str = ""
    _safe: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._base = os.fspath(self.root)
        self._real = os.path.realpath(self._base)
        self._safe[""] = True

    def size_of(self, relative: str) -> int | None:
        """Return the size of the file, None when it is missing, no file, or leads out of the tree."""
        folder = relative.rpartition("/")[0]
        if not (self._safe.get(folder) or self._is_inside(folder)):
            return None
        path = f"{self._base}/{relative}"
        try:
            found = os.lstat(path)
        except (OSError, ValueError):
            asked_about(path)
            return None
        asked_about(path, found=True)
        try:
            mode = found.st_mode
            if not stat.S_ISREG(mode):
                if not stat.S_ISLNK(mode) or not self._stays(path):
                    return None
                found = os.stat(path)  # noqa: PTH116 - called for every installed file
                if not stat.S_ISREG(found.st_mode):
                    return None
        except (OSError, ValueError):
            return None
        return found.st_size

    def top(self) -> list[str]:
        """Return the names of everything directly in the folder, sorted."""
        return sorted(entry.name for entry in _entries(self._base))

    def walk(self, top: str) -> Iterator[str]:
        """Yield the files at or under `top`, which is relative; links to folders are not followed."""
        asked_about(f"{self._base}/{top}")
        if not os.path.isdir(f"{self._base}/{top}"):  # noqa: PTH112 - called for every installed file
            yield top
            return
        # A list instead of recursion: a hostile tree may be deeper than Python's stack.
        folders = [top] if self._is_inside(top) else []
        while folders:
            folder = folders.pop()
            for entry in _entries(f"{self._base}/{folder}" if folder else self._base):
                relative = f"{folder}/{entry.name}" if folder else entry.name
                if not entry.is_dir(follow_symlinks=False):
                    yield relative
                elif entry.name != "__pycache__":
                    folders.append(relative)

    def _is_inside(self, folder: str) -> bool:
        known = self._safe.get(folder)
        if known is None:
            path = f"{self._base}/{folder}"
            asked_about(path)
            known = self._is_inside(folder.rpartition("/")[0]) and (
                not os.path.islink(path) or self._stays(path)  # noqa: PTH114
            )
            self._safe[folder] = known
        return known

    def _stays(self, path: str) -> bool:
        return os.path.realpath(path).startswith(self._real.rstrip(os.sep) + os.sep)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def sizes_of(tree: InstalledTree, names: Iterable[str]) -> dict[str, int]:
    """Return the files that exist inside the tree with their sizes, in order, compiled bytecode left out."""
    sizes: dict[str, int] = {}
    for name in sorted(set(names)):
        if name.endswith(_BYTECODE) or "__pycache__/" in name:
            continue
        size = tree.size_of(name)
        if size is not None:
            sizes[name] = size
    return sizes


def told_links(tree: InstalledTree, names: Iterable[str], sizes: Mapping[str, int]) -> Iterator[str]:
    """Yield what is wrong where installed files are links out of the tree, which are left out; `sizes` has the others.

    Who reads metadata says itself what is wrong with that.
    An installer makes such links to its cache if it is told to (`uv pip install --link-mode symlink`).
    """
    gone = (one for one in names if one not in sizes and ".dist-info/" not in one and not one.endswith(_BYTECODE))
    found = [name for name in gone if os.path.islink(tree.root / name)]  # noqa: PTH114 - as above
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        yield (
            f"{tree.root / found[0]} is a link that leads out of {tree.root}{more}, and is left out: install copies of "
            "the files (uv: --link-mode copy)"
        )


def read_record(path: Path, problems: list[str] | None = None) -> list[str]:
    """Return the relative POSIX paths that a RECORD names; those that lead out of site-packages are left out.

    A row that names a file and is wrong behind that only adds to `problems`: neither hash nor size is used.
    Raises `UserError`, with the line, for what does not name a file.
    """
    found: list[str] = []
    text = read_text(path)
    # Nearly all rows are plain, and reading these by themselves takes a third of the time.
    plain = [] if '"' in text else _PLAIN_ROW.findall(text)
    try:
        names = [*plain, *_read_rows(path, _PLAIN_ROW.sub("", text) if plain else text, found)]
    except UserError:
        return _read_rows(path, text, [])  # the same error, with its line
    if found:
        names = _read_rows(path, text, [] if problems is None else problems)  # the same problems, with their lines
    return names


def _read_rows(path: Path, text: str, problems: list[str]) -> list[str]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    names = []
    try:
        for row in rows:
            if not row:
                continue
            if len(row) != _COLUMNS or not _is_size(row[2]):
                message = f"{path}:{rows.line_num}: expected `path,hash,size`"
                if not _names_a_file(row[0], path):
                    raise UserError(message, hint=REINSTALL)
                problems.append(f"{message}; only the path is taken")
            elif not row[0]:
                raise UserError(f"{path}:{rows.line_num}: expected `path,hash,size`", hint=REINSTALL)
            name = inside(row[0])
            if name:
                names.append(name)
    except csv.Error as error:
        raise UserError(f"{path}:{rows.line_num}: not a list of files: {error}", hint=REINSTALL) from error
    return names


def _names_a_file(name: str, record: Path) -> bool:
    try:
        return bool(inside(name)) and (record.parent.parent / inside(name)).is_file()
    except ValueError:
        return False


def _is_size(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit())


def read_installed_files(path: Path) -> list[str]:
    """Return the paths of an `installed-files.txt`, which are relative to its own `egg-info` folder."""
    names = (inside(f"{path.parent.name}/{line.strip()}") for line in read_text(path).splitlines() if line.strip())
    return [name for name in names if name]


def inside(name: str) -> str:
    """Return a relative path in its normal form, or nothing when it is absolute or climbs out."""
    posix = name.replace("\\", "/")
    if posix.startswith("/") or _DRIVE.match(posix):
        return ""
    # The plain path is by far the most frequent one.
    if "./" in posix or "//" in posix or posix.endswith(("/.", "/..", "/")) or posix == "..":
        posix = normpath(posix)
    return "" if posix in (".", "..") or posix.startswith("../") else posix
