"""What hazards cost: what is alive because of them alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Site(NamedTuple):
    """A line of source with a hazard."""

    module: str
    line: int
    code: str


@dataclass(frozen=True, slots=True)
class Lost:
    """What would not be alive without something."""

    modules: frozenset[str]
    """Modules whose body would not run."""
    parts: Mapping[str, frozenset[int]]
    """Parts of each module, those of `modules` included."""
    data: frozenset[str]
    """Keys of the distributions whose data files nobody would read."""

    def __bool__(self) -> bool:
        return bool(self.modules or self.parts or self.data)


@dataclass(frozen=True, slots=True)
class HazardCosts:
    """What is alive because of hazards in live code."""

    sites: Mapping[Site, Lost]
    """Without the hazards of this code on this line alone."""
    codes: Mapping[str, Lost]
    """Without all hazards of a code, wherever they stand."""
    groups: Mapping[tuple[str, str], Lost]
    """Without all hazards of a code in a distribution (first-party code: empty key)."""
