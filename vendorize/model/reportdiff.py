"""What differs between two reports of `analyze`: what a change of dependencies costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from vendorize.model.advice import KnownAdvisory

SUMS = ("distributions", "modules", "functions", "lines", "bytes")
"""Figures of the totals, as in the JSON of `analyze`."""
BUDGETS = (*SUMS, "capabilities", "hazards", "advisories")
"""What a budget can be set for: growth of a figure after extraction, or how many new ones there are."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A figure in the old report and in the new one."""

    old: int = 0
    new: int = 0

    @property
    def growth(self) -> int:
        """Return how much more there is; less than 0 for what became less."""
        return self.new - self.old


@dataclass(frozen=True, slots=True, order=True)
class NewHazard:
    """Hazards of one code in one file, of which there are more than before."""

    path: str
    line: int
    """Of the first one; 0 where a whole file is meant."""
    code: str
    message: str
    count: int
    """How many more."""
    owner: str
    """Name of the distribution; empty for the project's own code, whose paths start from its root."""
    folder: str = ""
    """Of the project, which holds copies of distributions: the hazard is in one of them."""


@dataclass(frozen=True, slots=True)
class DistributionShift:
    """What became of one distribution."""

    name: str
    fate: Literal["added", "removed", "changed", "same"]
    versions: tuple[str, str]
    """Old and new; empty where it is not there."""
    verdicts: tuple[str, str]
    direct: bool
    """In the new report; of what was removed, in the old one."""
    functions: Shift
    """What is kept."""
    bytes: Shift
    """What is kept, of the `.py` files."""
    gained: tuple[str, ...] = ()
    """Capabilities of what is kept."""
    lost: tuple[str, ...] = ()
    symbols: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """What first-party code refers to, now and not before, and the other way round."""


@dataclass(frozen=True, slots=True)
class ReportDiff:
    """The answer of `diff`."""

    projects: tuple[str, str]
    totals: tuple[tuple[str, Shift, Shift], ...]
    """For each of `SUMS` the figure as installed, and after extraction."""
    distributions: tuple[DistributionShift, ...]
    """Without those that are the same, by name."""
    gained: tuple[str, ...]
    """Capabilities that some kept third-party code has, and none had before."""
    lost: tuple[str, ...]
    hazards: tuple[NewHazard, ...]
    advisories: tuple[tuple[KnownAdvisory, ...], tuple[KnownAdvisory, ...]] | None = None
    """About what is installed now and was not known before, and the other way round; None: not in both reports."""

    def growth(self, budget: str) -> int:
        """Return how much more there is of what a budget can be set for."""
        if budget == "capabilities":
            return len(self.gained)
        if budget == "hazards":
            return sum(each.count for each in self.hazards)
        if budget == "advisories":
            return len(self.advisories[0]) if self.advisories else 0
        return next(after.growth for name, _, after in self.totals if name == budget)

    @property
    def is_empty(self) -> bool:
        """Tell whether both reports say the same of all that is compared."""
        same = all(installed.growth == after.growth == 0 for _, installed, after in self.totals)
        return same and not (
            self.distributions or self.gained or self.lost or self.hazards or any(self.advisories or ())
        )
