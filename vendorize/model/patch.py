"""A patch of the project against extracted code, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PATCHES = "patches"
"""Folder of the project that has a folder of patches for each distribution."""
ENDING = ".patch"


@dataclass(frozen=True, slots=True)
class PatchHunk:
    """Lines that stand one after the other, and what shall stand there."""

    start: int
    """Index of the first of the lines before, counted from 0."""
    lines: tuple[tuple[str, bytes], ...]
    """Each with `" "`, `"-"` or `"+"` for what stays, goes and comes, and with its end."""
    at: int = 0
    """Line of the hunk's head in the patch, counted from 1."""
    head: str = ""

    def before(self) -> tuple[bytes, ...]:
        """Return the lines that the hunk asks for."""
        return tuple(line for kind, line in self.lines if kind != "+")

    def after(self) -> tuple[bytes, ...]:
        """Return the lines that stand there then."""
        return tuple(line for kind, line in self.lines if kind != "-")

    def reversed(self, start: int) -> PatchHunk:
        """Return what takes the hunk back, whose lines begin at an index then."""
        other = {" ": " ", "-": "+", "+": "-"}
        return PatchHunk(start, tuple((other[kind], line) for kind, line in self.lines), self.at, self.head)


@dataclass(frozen=True, slots=True)
class FilePatch:
    """The hunks of one file, in order."""

    path: str
    """POSIX path that the module is imported by, as its distribution has it."""
    hunks: tuple[PatchHunk, ...]

    def reversed(self) -> FilePatch:
        """Return what takes the patch back."""
        moved, found = 0, []
        for hunk in self.hunks:
            found.append(hunk.reversed(hunk.start + moved))
            moved += len(hunk.after()) - len(hunk.before())
        return FilePatch(self.path, tuple(found))


@dataclass(frozen=True, slots=True)
class Patch:
    """One file with a patch."""

    name: str
    """POSIX path in the project."""
    content: bytes
    head: bytes
    """What its author says of it, above the first file."""
    files: tuple[FilePatch, ...]


@dataclass(frozen=True, slots=True, order=True)
class AppliedPatch:
    """A patch as it fits a result."""

    name: str
    """POSIX path in the project."""
    content: bytes
    """Empty where the extracted code has all of it already."""


@dataclass(frozen=True, slots=True)
class Patched:
    """What the project has changed in one file of a result."""

    extracted: bytes
    """The content without that."""
    patches: tuple[AppliedPatch, ...]
    """In the order in which they were applied."""


@dataclass(frozen=True, slots=True)
class Patching:
    """What is known of patches beside those that the project has."""

    earlier: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)
    """Extracted texts of an earlier result without patches: by key of the distribution, and path of the source."""
    more: tuple[tuple[str, Patch], ...] = ()
    """Patches that are not on the disk yet, by key of their distribution; the last ones to be applied."""
