"""What is to change in a project's metadata, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class MetadataEdit:
    """What is to change."""

    gone: frozenset[str]
    """Normalised names that are required no more."""
    direct: frozenset[str]
    """Those among them that the project's own requirements name."""
    added: tuple[str, ...]
    """Requirements (PEP 508) to add."""
    namespace: str
    """Dotted name of the package that holds the vendored code."""
    base: str
    """Source root as a prefix of paths (`src/`)."""
    files: tuple[str, ...]
    """The vendored files, relative to the source root; empty when there are none."""

    @property
    def package(self) -> str:
        """Return the package that ships the vendored files: the namespace's parent, or the namespace at the top."""
        return self.namespace.rpartition(".")[0] or self.namespace

    def patterns(self) -> tuple[str, ...]:
        """Return globs for the vendored files as seen from `package`; they match no compiled files."""
        folder = self.package.replace(".", "/")
        inside = self.namespace.replace(".", "/")[len(folder) :].strip("/")
        prefix = f"{inside}/" if inside else ""
        return tuple(sorted({f"{prefix}**/{_like(PurePosixPath(file))}" for file in self.files}))


@dataclass(frozen=True, slots=True)
class Edited:
    """One file after its edit."""

    text: str
    removed: frozenset[str] = frozenset()
    """Normalised names that were found and taken out."""
    added: bool = False
    """The new requirements stand here."""
    problems: tuple[str, ...] = ()
    """What could not be edited: where, and why."""


def _like(path: PurePosixPath) -> str:
    """Return a pattern for a file name; one with brackets would need an escape that not all readers know."""
    plain = path.suffix and not set(path.suffix) & set("*?[]{}")
    hidden = "." if path.name.startswith(".") else ""
    return f"{hidden}*{path.suffix}" if plain else path.name.translate(str.maketrans("*?[]{}", "??????"))
