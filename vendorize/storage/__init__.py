"""Change files so that a kill at any moment leaves the old state or the new one, and the next run clears the rest.

A name is imported when somebody asks for it: who only reads asks whether a change was left half done, and no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.exporting import exporter

if TYPE_CHECKING:
    from vendorize.storage.atomic import real_place, write_atomically
    from vendorize.storage.digests import digest_of_path
    from vendorize.storage.lock import locked
    from vendorize.storage.names import LOCK, MARKER, PASSING, SOURCES, STATE, is_ours, sibling
    from vendorize.storage.settled import check_settled
    from vendorize.storage.swapping import discard, settle, swap
    from vendorize.storage.transaction import FileChange, apply, clear, recover

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

_PLACES = {
    "LOCK": "names",
    "MARKER": "names",
    "PASSING": "names",
    "SOURCES": "names",
    "STATE": "names",
    "FileChange": "transaction",
    "apply": "transaction",
    "check_settled": "settled",
    "clear": "transaction",
    "digest_of_path": "digests",
    "discard": "swapping",
    "is_ours": "names",
    "locked": "lock",
    "real_place": "atomic",
    "recover": "transaction",
    "settle": "swapping",
    "sibling": "names",
    "swap": "swapping",
    "write_atomically": "atomic",
}

__getattr__ = exporter(__name__, _PLACES)
