"""Finish an sdist: with the lock beside the project's metadata a wheel can be built of it without extracting again."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from typing import TYPE_CHECKING

from vendorize.build.delivery import deliver
from vendorize.emit.paths import is_executable
from vendorize.model.lock import LOCK_NAME
from vendorize.model.originmap import map_name
from vendorize.starting import EPOCH
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.build.staging import Staged

_MODES = (0o644, 0o755)


def finish_sdist(built: Path, staged: Staged, folder: Path) -> str:
    """Write an sdist that the wrapped back end has built of a result into a folder, finished, and return its name.

    It has all files that the lock names. With SOURCE_DATE_EPOCH it is the same for the same files, whatever the back
    end does with times and owners. Raises `UserError` for what is no sdist.
    """
    files = _read(built)
    (top,) = {name.partition("/")[0] for name in files} or {""}
    if not top or not built.name.endswith(".tar.gz"):
        raise UserError(f"the wrapped back end has built no sdist: {built.name}", hint="try it without vendorize")
    for relative in (*(one.path for one in staged.lock.written()), LOCK_NAME, map_name("")):
        source, name = staged.root / relative, f"{top}/{relative}"
        if name not in files and source.is_file():
            entry = tarfile.TarInfo(name)
            entry.mode = _MODES[is_executable(source)]
            entry.mtime = int(files[f"{top}/PKG-INFO"][0].mtime)
            files[name] = (entry, source.read_bytes())
    built.write_bytes(_packed(files))
    return deliver(built, folder)


def _read(built: Path) -> dict[str, tuple[tarfile.TarInfo, bytes]]:
    """Return the regular files; an sdist has no others (source distribution format, PEP 625 and PEP 721)."""
    try:
        with tarfile.open(built) as archive:
            found = [(one, archive.extractfile(one)) for one in archive.getmembers() if one.isreg()]
            return {one.name: (one, stream.read() if stream else b"") for one, stream in found}
    except tarfile.TarError as error:
        raise UserError(f"the wrapped back end has built no sdist: {error}", hint="try it without vendorize") from error


def _packed(files: dict[str, tuple[tarfile.TarInfo, bytes]]) -> bytes:
    given = os.environ.get(EPOCH, "")
    packed = io.BytesIO()
    stamp = int(given) if given.isdigit() else 0
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=stamp) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in sorted(files):
            before, content = files[name]
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = _MODES[bool(before.mode & 0o100)]
            entry.mtime = stamp if given else before.mtime
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()
