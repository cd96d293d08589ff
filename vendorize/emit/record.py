"""RECORD: which files a distribution has, with their hashes."""

from __future__ import annotations

import base64
import csv
import io
import posixpath
from typing import TYPE_CHECKING

from vendorize.emit.merge import digest
from vendorize.emit.paths import is_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize.model.bundle import BundleFile


def record_of(info: str, paths: Iterable[str], files: Mapping[str, BundleFile]) -> bytes:
    """Return the text of a RECORD (PEP 376, binary distribution format: SHA-256 as unpadded URL-safe base64).

    Paths are written as seen from the folder in which the `dist-info` folder lies. A RECORD is UTF-8, so that it cannot
    name files whose names are not: they are left out, because nobody could read it otherwise.
    """
    own = f"{info}/RECORD"
    below = posixpath.dirname(info) or "."
    rows: list[tuple[str, str, str]] = [(posixpath.relpath(own, below), "", "")]
    for path in sorted(filter(is_text, set(paths) - {own})):
        sha256, size = digest(files[path])
        encoded = base64.urlsafe_b64encode(sha256).rstrip(b"=").decode("ascii")
        rows.append((posixpath.relpath(path, below), f"sha256={encoded}", str(size)))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(sorted(rows))
    return text.getvalue().encode("utf-8")
