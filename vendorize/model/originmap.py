"""What the map of a result says: which line of which original a line is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.bundle import Origin

MAP_NAME = "vendorize.map"
"""Name of the file: in the folder of a result, beside its lock."""


def map_name(script: str) -> str:
    """Return the name of the map in a project that is changed in place, or of a script's (several share a folder)."""
    return f"{script}.{MAP_NAME}" if script else MAP_NAME


@dataclass(frozen=True, slots=True)
class MappedFile:
    """One written module."""

    distribution: str
    """Name and version; empty for first-party code."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class OriginMap:
    """All modules of a result that are not where, or not as, they were."""

    files: Mapping[str, MappedFile]
    """By POSIX path in the result."""
    namespace: str
    """Dotted name of the package that vendored modules moved into; empty where none moved."""
    moved: frozenset[str]
    """Top-level import names that moved there."""
