"""Make the complete result of a plan and its code, and put it where the user wants it: all of it, or nothing."""

from __future__ import annotations

from vendorize.emit.difference import Difference, diff, files_below, originals
from vendorize.emit.inplace import write_in_place
from vendorize.emit.keeprules import write_keep_rules
from vendorize.emit.manifest import MARKER, read_manifest
from vendorize.emit.surroundings import Surroundings
from vendorize.emit.write import write

__all__ = [
    "MARKER",
    "Difference",
    "Surroundings",
    "diff",
    "files_below",
    "originals",
    "read_manifest",
    "write",
    "write_in_place",
    "write_keep_rules",
]
