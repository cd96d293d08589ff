"""The record of what was written: it stays in the result, so that a later run knows what is its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.emit.merge import digest
from vendorize.emit.paths import is_safe
from vendorize.model.bundle import Manifest, ManifestEntry
from vendorize.storage import MARKER

__all__ = ["MARKER", "manifest_of", "manifest_source", "read_manifest"]

if TYPE_CHECKING:
    from vendorize.model.bundle import Bundle, BundleFile

SCHEMA = 1


def manifest_source(manifest: Manifest) -> bytes:
    """Return the record as JSON: sorted, the same for the same files, and without the place it is written to."""
    files = [
        {
            "path": entry.relative,
            "sha256": entry.sha256,
            "size": entry.size,
            "distribution": entry.distribution,
            "origin": entry.origin,
        }
        | ({"cold": entry.cold} if entry.cold else {})
        | ({"stripped": list(entry.stripped)} if entry.stripped else {})
        for entry in sorted(manifest.entries, key=lambda entry: entry.relative)
    ]
    content = {"schema": SCHEMA, "layout": manifest.layout, "files": files}
    return (json.dumps(content, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def manifest_of(bundle: Bundle, layout: str) -> bytes:
    """Return the record that writing a bundle gives."""
    entries = (entry_of(file, *digest(file)) for file in bundle.files)
    return manifest_source(Manifest(Path(), layout, tuple(entries)))


def entry_of(file: BundleFile, sha256: bytes, size: int) -> ManifestEntry:
    """Return what is recorded of a file with this content."""
    cold = file.cold.policy if file.cold is not None else ""
    return ManifestEntry(file.relative, sha256.hex(), size, file.distribution, file.origin, cold, file.stripped)


def read_manifest(folder: Path) -> Manifest | None:
    """Read the record of a result; None where there is none that this version understands."""
    try:
        if not (folder / MARKER).is_file():
            # To read a pipe would wait for ever.
            return None
        content = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            return None
        entries = tuple(_entry(one) for one in content["files"])
        return Manifest(Path(folder), str(content["layout"]), entries)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _entry(content: dict[str, object]) -> ManifestEntry:
    relative, size = content["path"], content["size"]
    if not isinstance(relative, str) or not is_safe(relative) or not isinstance(size, int):
        raise ValueError(relative)
    distribution, origin, cold = (str(content.get(key, "")) for key in ("distribution", "origin", "cold"))
    stripped = content.get("stripped", [])
    if not isinstance(stripped, list):
        raise TypeError(relative)
    return ManifestEntry(relative, str(content["sha256"]), size, distribution, origin, cold, tuple(map(str, stripped)))
