"""What the comparison of a result with its original found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.beyond import Beyond


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
    """Modules loaded from the original environment's copy of a vendored distribution."""
    timed_out: bool = False
    """It was stopped; outcomes are what had been reported until then."""


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
    beyond: Beyond | None = None
    """What was compared beyond the tests; None where nothing was asked for."""

    @property
    def same(self) -> bool:
        """Tell whether nothing differs, leaks or was imported from the original environment."""
        found = self.beyond.differences if self.beyond is not None else ()
        return not (self.differences or self.leaks or self.result.foreign_imports or found)
