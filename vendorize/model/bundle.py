"""The files of a result before they are written, and the record of them afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.cold import ColdModule, PackedLevel
    from vendorize.model.hoisted import Hoisted
    from vendorize.model.patch import Patched
    from vendorize.model.settings import StripKind
    from vendorize_analysis.model.deferral import Deferral


class LineRun(NamedTuple):
    """Lines of a written file that are lines of its original, one after the other."""

    line: int
    """The first one, counted from 1."""
    original: int
    """Its number in the original."""
    length: int

    def follows(self, line: int, original: int) -> bool:
        """Tell whether a line is the next one in both files."""
        return line == self.line + self.length and original == self.original + self.length

    def longer(self) -> LineRun:
        """Return the run with one more line."""
        return self._replace(length=self.length + 1)


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a module of the result is made from."""

    relative: str
    """POSIX path inside the distribution's location, or in the project."""
    lines: tuple[LineRun, ...] | None
    """In the order of the written file; None where every line is as it was."""
    merged: tuple[Origin, ...] = ()
    """What other lines of the file are made from, where other modules share its scope."""


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
    source: Origin | None = None
    """For modules."""
    holds: tuple[BundleFile, ...] = ()
    """The files in it, where one file is the form of the result."""
    patched: Patched | None = None
    """For modules that the project has patches for."""
    cold: ColdModule | None = None
    """For modules that have cold functions."""
    packed: PackedLevel | None = None
    """For modules whose text is in the archive, though they run: `content` is what runs it."""
    deferrals: tuple[Deferral, ...] = ()
    """For modules whose imports are to wait: each, with the reason why it does not."""
    made_from: Path | None = None
    """The installed file that a tool made these bytes of, where it is no module and they are not copied."""
    stripped: tuple[StripKind, ...] = ()
    """For modules: which text that does not run was taken out."""
    lost: int = 0
    """Bytes of such text that stood at code which stays."""
    hoisted: tuple[Hoisted, ...] = ()
    """For modules where some are merged: what became of it, and of those that are in its file."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A complete result, in memory; files sorted by path, no path twice."""

    files: tuple[BundleFile, ...]

    def parts(self) -> Iterator[BundleFile]:
        """Yield what the result is made of: its files, and for one that holds others these, with paths through it."""
        for file in self.files:
            if file.holds:
                yield from (replace(one, relative=f"{file.relative}/{one.relative}") for one in file.holds)
            else:
                yield file


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One written file."""

    relative: str
    sha256: str
    size: int
    distribution: str
    origin: str
    cold: str = ""
    """What happens when cold code of it is used; empty where it has none."""
    stripped: tuple[str, ...] = ()
    """Text that was taken out of it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was written."""

    root: Path
    layout: str
    entries: tuple[ManifestEntry, ...]
