"""What the user asks for on the command line, before any file was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.plan import Layout
    from vendorize_analysis.model.options import Precision


@dataclass(frozen=True, slots=True)
class Repair:
    """What `verify` may do about what it finds missing."""

    rounds: int
    """Most times that rules are added and the result is made anew."""
    write: bool = False
    """Write the rules to the configuration file."""


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """How `verify` runs the tests; a value that is None or empty leaves the choice to the configuration."""

    command: tuple[str, ...] = ()
    runs: int | None = None
    timeout: int | None = None
    """Seconds for one run."""
    network: bool | None = None
    record: Path | None = None
    """File for the whole record."""
    learn: bool = False
    """Trace the tests, and propose keep rules."""
    repair: Repair | None = None
    replay: bool = False
    """Repeat recorded calls on both sides."""
    fuzz: float = 0.0
    """Seconds for calls with made-up arguments."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the tool; a value that is None or empty leaves the choice to the configuration."""

    start: Path
    """The project's folder, one `.py` file, or a folder inside a project."""
    python: Path | None = None
    """Interpreter whose environment is analysed."""
    search_path: tuple[Path, ...] = ()
    """Folders that stand in for the interpreter's site-packages."""
    roots: tuple[str, ...] = ()
    """More roots: `package.module`, `package.module:name`, a file or a folder."""
    extras: tuple[str, ...] = ()
    """Optional dependencies of the project that it is to have, by the extra's name."""
    config: Path | None = None
    """Configuration file to read in place of the project's `pyproject.toml`."""
    cache_dir: Path | None = None
    cache_fallback: Path | None = None
    """Folder of a second cache, which is only read."""
    use_cache: bool = True
    jobs: int = 0
    """Processes to use; 0: as many as there are processors."""
    precision: Precision | None = None
    layout: Layout | None = None
    copied_from: Path | None = None
    """The project's own folder, where `start` is a copy of it with other sources."""
    kept_symbols: bool = False
    """Fill `DistributionReport.kept`."""
    hazard_costs: bool = False
    """Find out what is kept because of each hazard alone."""
    verify: VerifyOptions = VerifyOptions()
