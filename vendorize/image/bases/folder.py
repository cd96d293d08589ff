"""The folder of a root file system: what is in it, and as members of a tar archive."""

from __future__ import annotations

import os
import stat
import tarfile
from typing import TYPE_CHECKING

from vendorize.image.bases.tree import HEAD, BaseTree, TreeEntry, is_program
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TYPES = {
    stat.S_IFDIR: tarfile.DIRTYPE, stat.S_IFLNK: tarfile.SYMTYPE, stat.S_IFREG: tarfile.REGTYPE,
    stat.S_IFCHR: tarfile.CHRTYPE, stat.S_IFBLK: tarfile.BLKTYPE, stat.S_IFIFO: tarfile.FIFOTYPE,
}  # fmt: skip
"""What a file is, and how tar says it; a socket is made by who listens at it, and is left out."""


def read_folder(root: Path, tree: BaseTree) -> None:
    """Add what a folder has to a tree; links are not followed. Raises `UserError` for what cannot be read."""
    for path, place, known in _walk(root):
        if stat.S_ISDIR(known.st_mode):
            entry = TreeEntry("folder")
        elif stat.S_ISLNK(known.st_mode):
            entry = TreeEntry("link", target=str(place.readlink()))
        elif stat.S_ISREG(known.st_mode):
            entry = TreeEntry("file", known.st_size, head=_head(place) if is_program(path) else b"")
        else:
            entry = TreeEntry("other")
        tree.put(path, entry)


def members_of(root: Path, mtime: int) -> Iterator[tuple[tarfile.TarInfo, Path | None]]:
    """Yield the members of an archive of a folder, sorted by path, each with the file that its content is in.

    Files with several names are written once. What the user who runs us owns becomes the superuser's, as it would be
    had the superuser made the folder. Extended attributes are not carried along: Python offers them on Linux alone.
    """
    first: dict[tuple[int, int], str] = {}
    for path, place, known in _walk(root):
        kind = _TYPES.get(stat.S_IFMT(known.st_mode))
        if kind is None:
            continue
        member = tarfile.TarInfo(path)
        member.type, member.mode, member.mtime = kind, stat.S_IMODE(known.st_mode), mtime
        member.uid, member.gid = _owner(known)
        if kind == tarfile.SYMTYPE:
            member.linkname = str(place.readlink())
        elif kind in {tarfile.CHRTYPE, tarfile.BLKTYPE}:
            member.devmajor, member.devminor = os.major(known.st_rdev), os.minor(known.st_rdev)
        elif kind == tarfile.REGTYPE:
            other = first.setdefault((known.st_dev, known.st_ino), path)
            if known.st_nlink > 1 and other != path:
                member.type, member.linkname = tarfile.LNKTYPE, other
            else:
                member.size = known.st_size
        yield member, place if member.type == tarfile.REGTYPE else None


def _owner(known: os.stat_result) -> tuple[int, int]:
    mine = os.getuid() if hasattr(os, "getuid") else 0
    return (0, 0) if known.st_uid == mine else (known.st_uid, known.st_gid)


def _walk(root: Path) -> Iterator[tuple[str, Path, os.stat_result]]:
    """Yield each entry with its path from the root, where it is, and its state; sorted by path, folders before files.

    What is mounted in it (`/proc` of a running system) is no part of it: its folder is, what is there is not.
    """
    device = root.stat().st_dev
    todo = [("", root)]
    while todo:
        path, folder = todo.pop()
        try:
            found = [(place, place.lstat()) for place in sorted(folder.iterdir())]
        except OSError as error:
            raise UserError(
                f"cannot read {error.filename} of the base: {error.strerror}",
                hint="run as a user who may, or give an archive that the superuser has made",
            ) from error
        for place, known in found:
            inner = f"{path}/{place.name}" if path else place.name
            yield inner, place, known
            if stat.S_ISDIR(known.st_mode) and known.st_dev == device:
                todo.append((inner, place))


def _head(place: Path) -> bytes:
    try:
        with place.open("rb") as stream:
            return stream.read(HEAD)
    except OSError as error:
        raise UserError(
            f"cannot read {place} of the base: {error.strerror}", hint="run as a user who may read all of it"
        ) from error
