"""What the user asks for on the command line, before any file was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.plan import Layout


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
    config: Path | None = None
    """Configuration file to read in place of the project's `pyproject.toml`."""
    cache_dir: Path | None = None
    use_cache: bool = True
    jobs: int = 0
    """Processes to use; 0: as many as there are processors."""
    layout: Layout | None = None
    replay: bool = False
    """Of `verify`: repeat recorded calls on both sides."""
    fuzz: float = 0.0
    """Of `verify`: seconds for calls with made-up arguments."""
    kept_symbols: bool = False
    """Fill `DistributionReport.kept`."""
