"""The digest of a file on disk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from vendorize_analysis.reading import regular

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1 << 20


def digest_of_path(path: Path) -> tuple[bytes, int]:
    """Return the SHA-256 of a file on disk, and its size in bytes."""
    state, size = hashlib.sha256(), 0
    with open(path, "rb", opener=regular) as stream:
        while chunk := stream.read(_CHUNK):
            state.update(chunk)
            size += len(chunk)
    return state.digest(), size
