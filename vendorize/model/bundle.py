"""The files of a result before they are written, and the record of them afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file of the result."""

    relative: str
    """POSIX path under the output folder."""
    content: bytes | Path
    """The bytes, or the file to copy them from."""
    distribution: str = ""
    """Key of the distribution that it is from; empty for first-party and generated files."""
    origin: str = ""
    """Original module name, for modules."""
    executable: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """A complete result, in memory; files sorted by path, no path twice."""

    files: tuple[BundleFile, ...]


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One written file."""

    relative: str
    sha256: str
    size: int
    distribution: str
    origin: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was written."""

    root: Path
    layout: str
    entries: tuple[ManifestEntry, ...]
