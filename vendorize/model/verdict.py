"""What the comparison of a result with its original found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.model.outlined import OutlinedModule
    from vendorize.model.trace import Learned
    from vendorize_analysis.model.options import KeepRule


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """One test, as the runner reported it."""

    __test__: ClassVar[bool] = False  # tells pytest that this is no test class
    test: str
    """Node id."""
    outcome: str
    """`passed`, `failed`, `error`, `skipped`, `xfailed` or `xpassed`."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of the test command."""

    outcomes: Mapping[str, TestOutcome]
    seconds: float
    exit_code: int
    output: str
    """End of what it printed, for messages."""
    foreign_imports: tuple[str, ...] = ()
    """Original-environment imports: modules loaded from its copy of a vendored distribution. Named as in the JSON."""
    timed_out: bool = False
    """It was stopped; outcomes are what had been reported until then."""
    cut_short: str = ""
    """Why not all tests that were collected ran to the end of the session; empty where they did."""
    printed: tuple[Path, ...] = ()
    """Files with both outputs, where they are too long for a message."""


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """A test whose outcome differs."""

    test: str
    baseline: str
    result: str
    message: str


@dataclass(frozen=True, slots=True)
class Leak:
    """Released code that reached something only the tests' overlay has."""

    symbol: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Flaky:
    """A test that differed, and that repeated runs show to be flaky: no proof for either variant."""

    test: str
    baseline: tuple[str, ...]
    """Its outcomes, run by run."""
    result: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Isolation:
    """What kept the two runs from the world and from each other."""

    network: str = "open"
    """`namespace` (loopback only, by the kernel), `python` (refused in each Python process) or `open`."""
    own: tuple[str, ...] = ()
    """Variables that name folders which each variant had for itself."""
    sandbox: str = ""
    """Which walls of the kernel stood around the tests; empty for none."""
    processes: str = ""
    """What held their number: `supervisor` or `rlimit`; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement of both variants; None where it is not known."""

    baseline: float | None
    result: float | None

    @property
    def ratio(self) -> float | None:
        """Return the result's share of the original; None where there is nothing to compare with."""
        if self.baseline is None or self.result is None or not self.baseline:
            return None
        return self.result / self.baseline


@dataclass(frozen=True, slots=True)
class Measurements:
    """Third-party weight and cost of the start, on both variants."""

    bytes: Figure
    files: Figure
    distributions: Figure
    modules_at_start: Figure
    """Modules that the import of the main entry loads."""
    startup_ms: Figure
    peak_memory_bytes: Figure
    """Of a process that imports the main entry."""


@dataclass(frozen=True, slots=True)
class Replay:
    """Calls from first-party code to vendored code, recorded while the tests ran and repeated on both variants."""

    recorded: int
    """Different calls that have a copy of their arguments."""
    compared: int
    """Those whose outcome was compared."""
    skipped: Mapping[str, int]
    """How many calls were not recorded or not compared, by reason."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Fuzz:
    """Functions of the boundary, called on both variants with made-up arguments."""

    functions: int
    """Functions that were called."""
    examples: int
    """Calls that were compared."""
    skipped: Mapping[str, int]
    """How many functions were not, or not to the end, by reason."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class DifferentialResult:
    """What differential testing found; a part is None where it was not asked for."""

    replay: Replay | None = None
    fuzz: Fuzz | None = None
    sandbox: str = ""
    """Which walls of the kernel stood around the calls; empty for none."""
    processes: str = ""
    """What held the number of their processes; empty for nothing."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return the differences of all kinds."""
        return tuple(each for kind in (self.replay, self.fuzz) if kind is not None for each in kind.differences)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The comparison."""

    baseline: RunRecord
    result: RunRecord
    differences: tuple[Difference, ...]
    leaks: tuple[Leak, ...]
    absent: tuple[str, ...]
    """Distributions that did not exist in the result's environment."""
    baseline_bytes: int
    result_bytes: int
    baseline_startup_ms: float
    result_startup_ms: float
    untested: tuple[str, ...] = ()
    """Distributions that the tests ran on as installed, though the result has code of them."""
    flaky: tuple[Flaky, ...] = ()
    """Tests that differed and proved flaky; listed, and no difference."""
    isolation: Isolation = Isolation()
    measurements: Measurements | None = None
    learned: Learned | None = None
    """Keep rules from a traced run of the tests, when that was asked for; they change no verdict."""
    repairs: tuple[KeepRule, ...] = ()
    """Keep rules that were added to come to this verdict."""
    differential: DifferentialResult | None = None
    """Calls compared beside the tests; None where nothing was asked for."""
    modules: tuple[OutlinedModule, ...] = ()
    """What became of the parts of each module in the result, where that was asked for."""

    given_again: str = ""
    """When it was made (ISO 8601), where it is given again; empty for one that has just been made."""

    @property
    def same(self) -> bool:
        """Tell whether nothing differs, leaks or was imported from the original environment."""
        found = self.differential.differences if self.differential is not None else ()
        return not (self.differences or self.leaks or self.result.foreign_imports or found)
