"""Let importable files that no distribution owns count as distributions of their own, one for each top-level name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.environment.files import sizes_of
from vendorize_analysis.environment.modules import module_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize_analysis.environment.files import InstalledTree


def stand_ins(tree: InstalledTree, claimed: Collection[str], suffixes: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Return the files, with sizes, of each importable name in a folder whose entries are not in `claimed`."""
    found: dict[str, dict[str, int]] = {}
    for entry in tree.top():
        name = entry if entry.isidentifier() else _module(entry, suffixes)
        if not name or entry in claimed or entry == "__pycache__":
            continue
        sizes = sizes_of(tree, tree.walk(entry))
        if any(module_name(relative, suffixes) for relative in sizes):
            found.setdefault(name, {}).update(sizes)
    return found


def _module(entry: str, suffixes: tuple[str, ...]) -> str:
    named = module_name(entry, suffixes)
    return named[0] if named else ""
