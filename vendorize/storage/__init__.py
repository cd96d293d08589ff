"""Change files so that a kill at any moment leaves the old state or the new one, and the next run clears the rest."""

from __future__ import annotations

from vendorize.storage.atomic import real_place, write_atomically
from vendorize.storage.digests import digest_of_path
from vendorize.storage.lock import locked
from vendorize.storage.names import LOCK, MARKER, PASSING, SOURCES, STATE, is_ours, sibling
from vendorize.storage.swap import discard, settle, swap
from vendorize.storage.transaction import FileChange, apply, check_settled, clear, recover

__all__ = [
    "LOCK",
    "MARKER",
    "PASSING",
    "SOURCES",
    "STATE",
    "FileChange",
    "apply",
    "check_settled",
    "clear",
    "digest_of_path",
    "discard",
    "is_ours",
    "locked",
    "real_place",
    "recover",
    "settle",
    "sibling",
    "swap",
    "write_atomically",
]
