"""What the user asks for on the command line, before any file was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.hoisted import Hoist
    from vendorize.model.patch import Patching
    from vendorize.model.sandbox import Wanted
    from vendorize.model.settings import Stripped


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
    within: int | None = None
    """Seconds for all of it."""
    network: bool | None = None
    record: Path | None = None
    """File for the whole record."""
    learn: bool = False
    """Trace the tests, and propose keep rules."""
    repair: Repair | None = None
    replay: bool = False
    """Repeat recorded calls on both variants."""
    fuzz: float = 0.0
    """Seconds for calls with made-up arguments."""
    sandbox: Wanted = ""
    """Walls of the kernel around tests and calls."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the tool; a value that is None or empty leaves the choice to the configuration."""

    start: Path
    """The project's folder, one `.py` file, or a folder inside a project."""
    options: AnalysisOptions = field(default_factory=partial(AnalysisOptions, jobs=0))
    """What is asked of the analysis; what it leaves at its default is as configured."""
    config: Path | None = None
    """Configuration file to read in place of the project's `pyproject.toml`."""
    layout: str | None = None
    external_beside: bool = False
    """Put what one file cannot hold into a folder beside it."""
    hoist: Hoist = ""
    """Have modules share one scope, where one file is the form of the result."""
    kept_symbols: bool = False
    """Fill `DistributionReport.kept`."""
    mechanisms: bool = False
    """Fill `Report.mechanisms`."""
    outlined: bool = False
    """Fill `Extraction.modules` and `Verdict.modules`."""
    verify: VerifyOptions = VerifyOptions()
    patching: Patching | None = None
    """What is known of patches beside those that the project has."""
    bytecode: int | None = None
    """Compile the modules of the result, at this level of optimisation; None: as configured."""
    fast_start: bool = False
    """Take regular expressions along compiled, whatever is configured."""
    strip_debug: bool = False
    """Take debugging information out of compiled code, whatever is configured."""
    strip: Stripped | None = None
    """Text that does not run goes from vendored modules, but where a distribution is configured by itself; None: as
    configured."""
