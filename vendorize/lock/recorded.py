"""The hashes of RECORD: whether an installed file is what was installed, and one digest for all of them.

Source: packaging.python.org/en/latest/specifications/recording-installed-packages (paths, and hashes as
`algorithm=` with unpadded URL-safe base64; MD5 and SHA-1 do not count).
"""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import io
import posixpath
from typing import TYPE_CHECKING

from vendorize.emit.paths import is_safe
from vendorize_analysis.environment.texts import read_text
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from vendorize_analysis.model.environment import Distribution

_STRONG = frozenset(hashlib.algorithms_guaranteed) - {"md5", "sha1", "shake_128", "shake_256"}
_BY_INSTALLERS = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json"})
"""Files in `dist-info` that depend on how and where a distribution was installed."""
_CHUNK = 1 << 20
Hash = tuple[str, bytes]
"""Algorithm and digest."""


def recorded_hashes(distribution: Distribution) -> Mapping[str, Hash | None]:
    """Return for each path of RECORD below the distribution's location its hash, None where none is given.

    Empty where there is no RECORD, or where it is about files elsewhere (of an editable install).
    """
    info = distribution.metadata
    if info is None or not info.is_dir() or info.parent != distribution.location:
        return {}
    return dict(_rows(info / "RECORD"))


def recorded_paths(info: Path) -> frozenset[str]:
    """Return the paths that the RECORD of a metadata folder has below the folder which that lies in."""
    return frozenset(path for path, _ in _rows(info / "RECORD"))


def _rows(record: Path) -> Iterator[tuple[str, Hash | None]]:
    rows = csv.reader(io.StringIO(read_text(record), newline=""))
    try:
        for row in rows:
            path = posixpath.normpath(row[0]) if row and row[0] else ""
            if path and is_safe(path):
                yield path, _hash(row[1]) if len(row) > 1 else None
    except csv.Error as error:
        raise UserError(
            f"{record}:{rows.line_num}: not a list of files: {error}", hint="reinstall the distribution"
        ) from error


def changed_files(
    distribution: Distribution, paths: Iterable[str], hashes: Mapping[str, Hash | None] | None = None
) -> tuple[str, ...]:
    """Return those of the paths whose files are not what RECORD says, or gone; what has no hash cannot be told."""
    hashes = recorded_hashes(distribution) if hashes is None else hashes
    home = str(distribution.location)
    changed = []
    for path in sorted(set(paths)):
        expected = hashes.get(path)
        if expected is not None and _digest(f"{home}/{path}", expected[0]) != expected[1]:
            changed.append(path)
    return tuple(changed)


def contents_digest(distribution: Distribution, hashes: Mapping[str, Hash | None]) -> str:
    """Return one SHA-256 for all that the artefact brought: the same whoever installed it, and where.

    Of a file without a hash in RECORD the content counts. Empty where there is no RECORD.
    """
    if not hashes:
        return ""
    state = hashlib.sha256()
    for path in sorted(hashes):
        if not is_by_installer(path, distribution.info):
            algorithm, digest = hashes[path] or ("sha256", _digest(distribution.location / path, "sha256"))
            state.update(f"{path},{algorithm}={digest.hex()}\n".encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def is_by_installer(path: str, info: str) -> bool:
    """Tell whether a file, as RECORD names it, is one that depends on how and where a distribution was installed."""
    folder, _, name = path.rpartition("/")
    return name.endswith(".pyc") or (folder == info and name in _BY_INSTALLERS)


def _hash(text: str) -> Hash | None:
    algorithm, _, encoded = text.partition("=")
    algorithm = algorithm.lower()
    if algorithm not in _STRONG or not encoded:
        return None
    try:
        digest = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError):
        # Nothing can be equal to what is no hash.
        return algorithm, b""
    return algorithm, digest


def _digest(path: Path | str, algorithm: str) -> bytes:
    """Return the hash of a file; nothing where it is gone or cannot be read."""
    state = hashlib.new(algorithm, usedforsecurity=True)
    try:
        with open(path, "rb", opener=regular) as stream:
            while chunk := stream.read(_CHUNK):
                state.update(chunk)
    except OSError:
        return b""
    return state.digest()
