"""What the analysis can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Precision = Literal["names", "values"]


@dataclass(frozen=True, slots=True)
class Keep:
    """A symbol pattern that stays whatever the analysis finds."""

    symbol: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnalysisOptions:
    """Settings of one analysis."""

    python: Path | None = None
    """Interpreter whose environment is analysed; None: the project's, else the running one."""
    search_path: tuple[Path, ...] = ()
    copied_from: Path | None = None
    """The folder that an installed project says it is in, where a copy of it is analysed."""
    roots: tuple[str, ...] = ()
    """More roots: `package.module`, `package.module:name`, a file or a folder."""
    external: frozenset[str] = frozenset()
    """Keys of distributions that stay ordinary dependencies."""
    whole_names: bool = False
    """What shares a top-level name (a namespace package) with a distribution that stays external stays too: a name
    cannot move in part."""
    absent: frozenset[str] = frozenset()
    """Modules and packages whose import shall fail."""
    keep: tuple[Keep, ...] = ()
    granularity: str = "member"
    """`member`, `symbol`, `module` or `distribution`."""
    granularities: tuple[tuple[str, str], ...] = ()
    """The same for single distributions, by key."""
    requires_python: str = ""
    """Version specifier that folds version tests; empty: the project's own."""
    platforms: frozenset[str] = frozenset()
    """`linux`, `macos`, `windows`; empty: these three, or any where the interpreter runs on another."""
    extras: frozenset[str] = frozenset()
    """Names of the project's extras whose requirements count as its own."""
    with_tests: bool = False
    """The project's tests, and every installed distribution that is not needed at run time, are roots too."""
    precision: Precision = "names"
    """`names`: a member stays where its name is mentioned; `values`: where a value may lead to it, too."""
    hazard_costs: bool = False
    """Find out what is kept because of each hazard alone."""
    cache_dir: Path | None = None
    cache_fallback: Path | None = None
    """Folder of a second cache, which is only read."""
    use_cache: bool = True
    without: frozenset[str] = frozenset()
    """Rules that keep less (names from `model.rules`) that shall not be used."""
    jobs: int = 1
    """Processes to use, our own included."""
