"""Say what a result was made from and what was written: `vendorize.lock`, made, written as TOML, and read back.

Light to import: `making` makes a lock, and is imported when one is made.
"""

from __future__ import annotations

from vendorize.lock.configured import configuration_digest, configured
from vendorize.lock.reading import read_lock
from vendorize.lock.recorded import changed_files, contents_digest, is_by_installer, recorded_hashes, recorded_paths
from vendorize.lock.version import tool_version
from vendorize.lock.writing import lock_source, with_lock

__all__ = [
    "changed_files",
    "configuration_digest",
    "configured",
    "contents_digest",
    "is_by_installer",
    "lock_source",
    "read_lock",
    "recorded_hashes",
    "recorded_paths",
    "tool_version",
    "with_lock",
]
