"""What is installed: distributions, their files and modules, and the interpreter that would run them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize_analysis.model.project import EntryPoint

Native = Literal["none", "optional", "required"]


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python interpreter as it described itself in a child process."""

    executable: Path
    version: tuple[int, int, int]
    implementation: str
    platform: str
    """`sys.platform` of the interpreter."""
    search_path: tuple[Path, ...]
    """Folders that hold installed distributions, in import order (site-packages and `.pth` additions)."""
    stdlib_names: frozenset[str]
    """Top-level names of the standard library, built-in modules included (`sys.stdlib_module_names` or its like)."""
    markers: tuple[tuple[str, str], ...]
    """The marker environment of PEP 508, sorted by name."""
    extension_suffixes: tuple[str, ...] = ()
    """What the file name of a compiled module may end with, most specific first."""

    @property
    def version_text(self) -> str:
        """Return the version as `3.11.7`."""
        return ".".join(map(str, self.version))


@dataclass(frozen=True, slots=True, order=True)
class ModuleFile:
    """One importable file of a distribution."""

    name: str
    """Dotted import name."""
    relative: str
    """POSIX path inside the distribution's location."""
    location: Path
    """Folder on the search path."""
    kind: Literal["source", "package", "extension"]
    """A `.py` file, an `__init__.py`, or a compiled module."""

    @property
    def path(self) -> Path:
        """The file. Most are never asked for, and a path takes longer to make than all else here."""
        return self.location / self.relative


@dataclass(frozen=True, slots=True, order=True)
class PathLine:
    """A line of a `.pth` file that Python acts on when it starts (the documentation of `site`)."""

    relative: str
    """Name of the file, which lies in the distribution's location."""
    line: int
    runs: bool
    """It is code (`import …`); else it adds a folder below the location to the search path."""
    words: tuple[str, ...] = ()
    """All that could be a dotted name in the code, in text too, sorted."""


@dataclass(frozen=True, slots=True, order=True)
class OutsideFile:
    """A file that a distribution installs outside of site-packages, and that is no compiled program."""

    relative: str
    """POSIX path from the prefix."""
    path: Path
    launches: bool = False
    """An installer has made it, to start an entry point."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """An installed distribution (a stand-in for one where a folder has no `dist-info`)."""

    name: str
    """As the metadata spells it."""
    key: str
    """Normalised name (PEP 503)."""
    version: str
    location: Path
    """Folder that its relative paths start from, usually site-packages."""
    info: str
    """Relative POSIX path of its `dist-info` or `egg-info` folder; empty when it has none."""
    editable: bool
    files: tuple[str, ...]
    """Relative POSIX paths of the files that exist and lie inside `location`, no `.pyc`, sorted."""
    modules: tuple[ModuleFile, ...]
    """Sorted by name; a source file comes before a compiled one of the same name."""
    top_level: tuple[str, ...]
    requirements: tuple[str, ...]
    """`Requires-Dist` values as written."""
    requires: tuple[str, ...]
    """Keys of the installed distributions that it needs here (markers evaluated, extras asked for included)."""
    entry_points: tuple[EntryPoint, ...]
    licenses: tuple[str, ...]
    """SPDX expression, or the names that the metadata gives."""
    license_files: tuple[str, ...]
    """Relative POSIX paths."""
    size: int
    """Bytes of all `files`."""
    metadata: Path | None = None
    """Its `dist-info` or `egg-info` folder (or file); of an editable install it lies outside `location`."""
    path_lines: tuple[PathLine, ...] = ()
    """What its `.pth` files do when Python starts; those of an editable install only say where its code is."""
    served: tuple[str, ...] = ()
    """Relative POSIX paths of the folders that its own code puts on `sys.path`, so that it needs all that is there."""
    short_names: frozenset[str] = frozenset()
    """Names of modules in such folders as those find them who import after that; each has its long name, too."""
    programs: tuple[Path, ...] = ()
    """Compiled programs that it installs beside the interpreter (`bin/name`), which lie outside `location`."""
    outside: tuple[OutsideFile, ...] = ()
    """Other files that it installs outside `location` (`bin/script`, `share/name/table`), sorted."""
    requires_python: str = ""
    """A version specifier; empty where its metadata says nothing."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The installed distributions, and which of them the project needs at run time."""

    interpreter: Interpreter
    distributions: tuple[Distribution, ...]
    """Sorted by key; the project's own (editable or installed) distribution is not among them."""
    direct: frozenset[str]
    """Keys that the project's own requirements name."""
    closure: frozenset[str]
    """Keys of everything needed at run time, direct ones included."""
    missing: tuple[str, ...]
    """Requirements of the closure (as written) that are not installed."""
    project_info: Path | None
    """The project's own `dist-info` folder, when it is installed here, or the `egg-info` or `PKG-INFO` in its tree."""
    notes: tuple[str, ...] = ()
    """What could not be read of installed metadata, each with its file and line, and was not needed."""
    broken: Mapping[str, str] = field(default_factory=dict)
    """For each distribution whose metadata does not say what it is why that is so, with its file."""
    replaced: Mapping[Path, Path] = field(default_factory=dict)
    """Files that are read in the place of installed modules, each with that module's own file."""

    def distribution(self, key: str) -> Distribution:
        """Return the distribution with a key, which must be installed."""
        (found,) = (one for one in self.distributions if one.key == key)
        return found
