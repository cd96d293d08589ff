"""Paths are hostile input: which ones may be read, and which may be written."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError, more_than_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vendorize.model.bundle import BundleFile

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


def check_files(files: Sequence[BundleFile], *more: str) -> tuple[str, ...]:
    """Refuse files of a result as `check_paths` does, and return those that are copied from side by side all the same.

    These are two of the project, say, that differ in case or in the form of a letter: where it lies, they can be.
    `more` are paths of other files.
    """
    copied = {file.relative: file.content for file in files if isinstance(file.content, Path)}
    return check_paths([*(file.relative for file in files), *more], copied)


def check_paths(relatives: Iterable[str], copied: Mapping[str, Path] = MappingProxyType({})) -> tuple[str, ...]:
    """Refuse paths that leave the folder, and those that some file systems cannot hold side by side.

    Those may be so that are `copied` from one folder, which has them; they are what is returned.
    """
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    alike: list[str] = []
    for relative in relatives:
        check_safe(relative, "the result")
        key = _folded(relative)
        if key in seen:
            if not _are_beside(copied.get(seen[key]), copied.get(relative)):
                _collide(seen[key], relative)
            alike += (seen[key], relative)
        seen[key] = relative
        for parent in PurePosixPath(relative).parents:
            if parent.parts:
                other = folders.setdefault(_folded(str(parent)), str(parent))
                if other != str(parent):
                    _collide(other, str(parent))
    for key in seen.keys() & folders.keys():
        _collide(folders[key], seen[key])
    return tuple(alike)


def alike_names(relatives: Sequence[str]) -> str:
    """Return the warning about files that not every system can have side by side; empty where there are none."""
    if not relatives:
        return ""
    one, other = map(ascii, relatives[:2])
    others = more_than_first(len(relatives) // 2)
    return f"{one} and {other}{others} are one file where case does not matter: both are copied as they are"


def _are_beside(one: Path | None, other: Path | None) -> bool:
    return one is not None and other is not None and one != other and one.parent == other.parent


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
        f"the result would have both {one!a} and {other!a}, which are one file where case does not matter",
        hint="rename one of them, or leave its distribution external",
    )
