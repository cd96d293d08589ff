"""Turn files of a result into members of a layer: below the program's folder, the superuser's, at a fixed time."""

from __future__ import annotations

import tarfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.image.blobs import Member
from vendorize.image.layers import size_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.bundle import BundleFile

_FOLDER, _FILE, _PROGRAM = 0o755, 0o644, 0o755


def members_below(files: Iterable[BundleFile], prefix: str, mtime: int) -> Iterator[Member]:
    """Yield files and the folders that they lie in, sorted; of the prefix the last folder alone.

    What lies above the prefix may be a link in the base, and a folder of that name would take its place.
    """
    home = prefix.strip("/")
    sorted_files = sorted(files, key=lambda file: file.relative)
    folders = {home}
    for file in sorted_files:
        folders |= {f"{home}/{parent}" for parent in PurePosixPath(file.relative).parents if parent.parts}
    named: list[tuple[str, BundleFile | None]] = [(folder, None) for folder in folders]
    named += [(f"{home}/{file.relative}", file) for file in sorted_files]
    for path, held in sorted(named, key=lambda one: one[0].split("/")):
        info = tarfile.TarInfo(path)
        info.mtime = mtime
        if held is None:
            info.type, info.mode = tarfile.DIRTYPE, _FOLDER
            yield Member(info, None)
        else:
            info.mode, info.size = _PROGRAM if held.executable else _FILE, size_of(held)
            yield Member(info, held.content)
