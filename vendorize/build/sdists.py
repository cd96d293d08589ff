"""Finish an sdist: with the lock beside the project's metadata a wheel can be built of it without extracting again."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.build.delivery import deliver
from vendorize.emit.paths import is_executable
from vendorize.lock import lock_source
from vendorize.model.lock import LOCK_NAME, LockedFile
from vendorize.model.originmap import map_name
from vendorize.starting import EPOCH
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.build.staging import Staged
    from vendorize.model.lock import Lock

_MODES = (0o644, 0o755)
_MODULE = ".py"


def finish_sdist(built: Path, staged: Staged, folder: Path) -> str:
    """Write an sdist that the wrapped back end has built of a result into a folder, finished, and return its name.

    It has all files that the lock names, and the lock says what is in it. With SOURCE_DATE_EPOCH it is the same for
    the same files, whatever the back end does with times and owners. Raises `UserError` for what is no sdist, and
    where vendored code was changed.
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
    contents = {name.removeprefix(f"{top}/"): content for name, (_, content) in files.items()}
    entry, _ = files[f"{top}/{LOCK_NAME}"]
    files[f"{top}/{LOCK_NAME}"] = (entry, lock_source(lock_in_sdist(staged.lock, contents)))
    built.write_bytes(_packed(files))
    return deliver(built, folder)


def lock_in_sdist(lock: Lock, contents: Mapping[str, bytes]) -> Lock:
    """Return the lock as it speaks of what the wrapped back end has put into an sdist.

    Modules that it writes into the project (the version, say) are made by a build, and are no sources; a trace that it
    leaves out is no input there: what it decided is written. Raises `UserError` where it has changed vendored code.
    """
    vendored = [file for one in lock.distributions for file in one.files]
    for file in (*vendored, *(one for one in lock.project.files if one.path.startswith(f"{lock.home}/"))):
        if file.path in contents and sha256(contents[file.path]).hexdigest() != file.sha256:
            message = f"{file.path}: the build back end has changed vendored code"
            raise UserError(message, hint="have it leave that alone")
    own = tuple(_as_in(file, contents) for file in lock.project.files)
    known = {file.path for file in lock.written()} | {file.source for file in lock.project.inputs}
    packages = {PurePosixPath(file.path).parent for file in lock.project.files if file.source.endswith(_MODULE)}
    more = (
        LockedFile(path, sha256(content).hexdigest())
        for path, content in contents.items()
        if path not in known and path.endswith(_MODULE) and PurePosixPath(path).parent in packages
    )
    inputs = tuple(one for one in lock.project.inputs if one.source in contents or one.source.endswith(_MODULE))
    return replace(lock, project=replace(lock.project, files=tuple(sorted((*own, *more))), inputs=inputs))


def _as_in(file: LockedFile, contents: Mapping[str, bytes]) -> LockedFile:
    found = sha256(contents.get(file.path, b"")).hexdigest()
    is_same = file.path not in contents or found == file.sha256
    return file if is_same or not file.path.endswith(_MODULE) else LockedFile(file.path, found)


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
