"""What is analysed: the first-party code and where its execution can start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class EntryPoint:
    """One line of `entry_points.txt` (entry points specification, packaging.python.org)."""

    group: str
    name: str
    module: str
    attribute: str
    """Dotted name inside the module; empty when the module itself is the target."""


@dataclass(frozen=True, slots=True, order=True)
class SourceModule:
    """A first-party module."""

    name: str
    """Dotted import name."""
    path: Path
    is_package: bool
    """True for an `__init__.py`."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project as its metadata and folders describe it; nothing in it was imported or run."""

    name: str
    version: str
    root: Path
    """Folder of the file that declares it, or of the code where nothing does."""
    kind: Literal["project", "script"]
    source_roots: tuple[Path, ...]
    """Folders from which first-party names are importable, `src` for instance."""
    top_level: tuple[str, ...]
    """First-party top-level import names."""
    modules: tuple[SourceModule, ...]
    entry_points: tuple[EntryPoint, ...]
    requirements: tuple[str, ...]
    """PEP 508 strings of the run-time dependencies."""
    extras: tuple[tuple[str, tuple[str, ...]], ...]
    """Optional dependencies: name of the extra and its PEP 508 strings."""
    requires_python: str
    """A version specifier, empty when the project says nothing."""
    tests: tuple[Path, ...]
    """Folders and files that hold the project's tests, as far as they can be told from its layout and settings."""
    homes: tuple[Path, ...] = ()
    """Where else it may be installed from: the folders that `root` and `source_roots` are copies of."""
    taken_as: str = "project"
    """What was found at the start and taken for the project: the file that declares it, or what kind of code it is."""
    is_built: bool = True
    """False of a folder that runs as it lies there: its name is the folder's, and all files in it are its data."""
    guessed: frozenset[str] = frozenset()
    """Fields that were read off code which was not run (`setup.py`): metadata that was built is truer."""
    is_computed: bool = False
    """Its requirements are made by code, so that reading cannot tell them."""
    asked_for: frozenset[str] = frozenset()
    """Names of the modules of files and folders that were named as roots, and of the tests where these are roots."""
    vendored: tuple[Path, ...] = ()
    """Folders of it that hold copies of distributions: the code is first-party, and others have written it."""
    notes: tuple[str, ...] = ()
    """What users should know of how the project was read."""
    licenses: tuple[str, ...] = ()
    """What its metadata states of its own code, as SPDX identifiers where that means one."""

    def is_vendored(self, path: Path) -> bool:
        """Tell whether a file is in a folder that holds copies of distributions."""
        return any(path.is_relative_to(folder) for folder in self.vendored)

    @property
    def inner_roots(self) -> tuple[str, ...]:
        """Return the folders that first-party names are imported from, as POSIX paths inside the project."""
        roots = self.source_roots or (self.root,)
        return tuple(root.relative_to(self.root).as_posix() for root in roots if root.is_relative_to(self.root))
