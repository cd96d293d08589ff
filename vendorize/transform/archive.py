"""The archive of cold code: a zip with a Python file for each module, to read, and for the runtime to load from."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.bundle import Bundle

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LOCAL_HEADER = 30
"""Bytes of the header before a member, without its name (APPNOTE.TXT of PKWARE, 4.3.7)."""


class Archive(NamedTuple):
    """All cold code of a result."""

    content: bytes
    """Of the zip; empty where every policy is `deny`, and none is there."""
    places: Mapping[str, str]
    """By the key of a module: its policy and name, and, where its code is there, offset and size of the packed text and
    a hash of the text (BLAKE2b-128, hexadecimal)."""


def archive_of(code: Bundle) -> Archive:
    """Return the archive for the modules of a result; the same bytes for the same code."""
    stream = io.BytesIO()
    places: dict[str, str] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(code.files, key=lambda one: one.relative):
            if file.cold is None:
                continue
            if file.cold.policy == "deny":
                places[file.cold.key] = f"deny {file.origin}"
                continue
            info = zipfile.ZipInfo(file.relative, _EPOCH)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, file.cold.text, compresslevel=9)
            begin = info.header_offset + _LOCAL_HEADER + len(info.filename.encode()) + len(info.extra)
            hashed = hashlib.blake2b(file.cold.text, digest_size=16).hexdigest()
            places[file.cold.key] = f"{file.cold.policy} {file.origin} {begin} {info.compress_size} {hashed}"
    has_code = any(not place.startswith("deny ") for place in places.values())
    return Archive(stream.getvalue() if has_code else b"", places)
