"""Make the complete result of a plan and its code, and put it where the user wants it: all of it, or nothing."""

from __future__ import annotations

from vendorize.emit.difference import TreeDifference, diff, files_below, originals
from vendorize.emit.inplace import (
    InPlace,
    Originals,
    change_files,
    finish,
    in_place,
    recorded,
    take_back,
    write_in_place,
)
from vendorize.emit.keeprules import write_keep_rules
from vendorize.emit.manifest import MARKER, manifest_of, read_manifest
from vendorize.emit.surroundings import Surroundings
from vendorize.emit.write import check_place, disk_errors, restore, write

__all__ = [
    "MARKER",
    "InPlace",
    "Originals",
    "Surroundings",
    "TreeDifference",
    "change_files",
    "check_place",
    "diff",
    "disk_errors",
    "files_below",
    "finish",
    "in_place",
    "manifest_of",
    "originals",
    "read_manifest",
    "recorded",
    "restore",
    "take_back",
    "write",
    "write_in_place",
    "write_keep_rules",
]
