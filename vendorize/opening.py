"""A result that was built: a wheel, or what an installer has made of one. Its lock lies in its `dist-info` folder."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vendorize.emit.paths import check_paths
from vendorize.ending import temporary_folder
from vendorize.model.lock import LOCK_NAME
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_INFO = ".dist-info"
_MOST_BYTES = 4 << 30
_BROKEN = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error, lzma.LZMAError)
"""What reading a damaged or cut archive raises; a method that is not known is a `RuntimeError`, too."""


def is_built(place: Path) -> bool:
    """Tell whether a place is a wheel or the `dist-info` folder of an installed one."""
    return (place.suffix == ".whl" and place.is_file()) or (place.suffix == _INFO and place.is_dir())


@contextmanager
def opened(place: Path) -> Iterator[Path]:
    """Return the `dist-info` folder of a wheel, unpacked while the block runs; any other place is returned as it is.

    Raises `UserError` for an archive with paths that lead out of it, and for one without a lock.
    """
    if place.suffix != ".whl" or not place.is_file():
        yield place
        return
    with temporary_folder("vendorize-wheel-") as folder:
        yield _unpacked(place, folder)


def _unpacked(wheel: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(wheel) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            check_paths(one.filename for one in entries)
            if any(stat.S_IFMT(one.external_attr >> 16) not in {0, stat.S_IFREG} for one in entries):
                raise UserError(f"{wheel}: has links, or other entries that are no files", hint="do not use it")
            if sum(one.file_size for one in entries) > _MOST_BYTES:
                raise UserError(f"{wheel}: its files are too large to be those of a wheel", hint="look at it by hand")
            archive.extractall(folder, entries)
    except _BROKEN as error:
        raise UserError(f"{wheel}: not a wheel that can be read: {error}", hint="build it again") from error
    found = [one for one in folder.glob(f"*{_INFO}") if (one / LOCK_NAME).is_file()]
    if len(found) != 1:
        raise UserError(
            f"{wheel} has no {LOCK_NAME}: it was not built by vendorize",
            hint="see docs/supply-chain.md",
        )
    return found[0]
