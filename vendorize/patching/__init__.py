"""Apply the project's own patches to extracted code, and carry them over to another version of it."""

from __future__ import annotations

from vendorize.patching.applying import extracted_in, files_of, with_patches
from vendorize.patching.finding import find_patches, patch_bytes
from vendorize.patching.merging import DoesNotFit
from vendorize.patching.series import taken_back
from vendorize.patching.unified import read_patch
from vendorize.patching.writing import patch_source

__all__ = [
    "DoesNotFit",
    "extracted_in",
    "files_of",
    "find_patches",
    "patch_bytes",
    "patch_source",
    "read_patch",
    "taken_back",
    "with_patches",
]
