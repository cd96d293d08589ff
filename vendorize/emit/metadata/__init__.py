"""Take requirements out of a project's metadata, and have the vendored files shipped; the rest keeps its bytes."""

from __future__ import annotations

from vendorize.emit.metadata.edit import MetadataEdit
from vendorize.emit.metadata.files import edit_metadata
from vendorize.emit.metadata.inline import edit_script

__all__ = ["MetadataEdit", "edit_metadata", "edit_script"]
