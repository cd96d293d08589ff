"""Paths are hostile input: which ones may be read, and which may be written."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError, more_than_first

if TYPE_CHECKING:
    from collections.abc import Iterable


_ORDINARY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.+-]*)*")
"""Paths that cannot lead anywhere else: most are of these, and thousands are looked at."""


def is_safe(relative: str) -> bool:
    """Tell whether a relative path stays below its folder, on POSIX and on Windows."""
    if _ORDINARY.fullmatch(relative):
        return True
    path = PurePosixPath(relative)
    windows = PureWindowsPath(relative)
    return bool(
        path.parts
        and str(path) == relative
        and not path.is_absolute()
        and ".." not in path.parts
        and ".." not in windows.parts
        and (os.name == "posix" or "\\" not in relative)
        and "\0" not in relative
        and not windows.drive
        and not windows.root
    )


def check_safe(relative: str, what: str) -> str:
    """Return the path back; a path that leads elsewhere is an error that names what it belongs to."""
    if not is_safe(relative):
        raise UserError(
            f"{what}: the path {relative!r} leads out of its folder",
            hint="install its distribution anew; its RECORD names files elsewhere",
        )
    return relative


def inside(path: Path, folder: Path, what: str) -> Path:
    """Return the real place of a file, which must lie in the folder: links out of it are not followed."""
    try:
        real, home = path.resolve(strict=True), folder.resolve()
    except (OSError, RuntimeError) as error:
        raise UserError(f"{what}: cannot read {path}: {error}", hint="reinstall it, then run again") from error
    if not real.is_relative_to(home):
        raise UserError(
            f"{what}: {path} is a link to {real}, outside {folder}",
            hint="vendorize follows no links out of a folder; install with copies (`uv pip install --link-mode copy`)",
        )
    return real


def is_executable(path: Path) -> bool:
    """Tell whether the owner may execute a file; never on a system without such a bit."""
    try:
        return bool(path.stat().st_mode & 0o100)
    except OSError:
        return False


def check_paths(relatives: Iterable[str]) -> None:
    """Refuse paths that leave the folder, and those that some file systems cannot hold side by side."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for relative in relatives:
        check_safe(relative, "the result")
        key = _folded(relative)
        if key in seen:
            _collide(seen[key], relative)
        seen[key] = relative
        for parent in PurePosixPath(relative).parents:
            if parent.parts:
                other = folders.setdefault(_folded(str(parent)), str(parent))
                if other != str(parent):
                    _collide(other, str(parent))
    for key in seen.keys() & folders.keys():
        _collide(folders[key], seen[key])


def odd_names(relatives: Iterable[str]) -> str:
    """Return the warning about file names that not every system can have; empty where there are none."""
    odd = [relative for relative in relatives if "\\" in relative or not relative.isprintable()]
    more = more_than_first(len(odd))
    return f"{odd[0]!r}{more}: this file name cannot be written on every system; it is copied as it is" if odd else ""


def is_text(relative: str) -> bool:
    """Tell whether a path can be written in UTF-8: names that the file system has as other bytes cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in relative)


def _folded(relative: str) -> str:
    """Return what is the same for paths that macOS or Windows do not tell apart."""
    return unicodedata.normalize("NFC", relative.casefold())


def _collide(one: str, other: str) -> None:
    if one == other:
        raise UserError(
            f"the result would have {one!r} twice, or as a file and a folder",
            hint="name one of its distributions under external",
        )
    raise UserError(
        f"the result would have both {one!r} and {other!r}, which are one file where case does not matter",
        hint="rename one of them, or leave its distribution external",
    )
