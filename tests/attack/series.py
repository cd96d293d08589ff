"""Series of attacks, registered by name: each does one kind of harm many times, and counts what came of it.

A series is a function of an `Attack`, which says where it may work and how often it shall strike, and gives a `Tally`.
Whoever adds one puts it into a module of this folder under `@series("name")`, and the module into `load_all`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

MODULES = ("kills", "updates", "builds", "caches", "disks", "names", "signals", "sabotages", "hostile", "stars")
COUNTS = ("between", "left", "wrong", "tracebacks", "hangs")


@dataclass(frozen=True, slots=True)
class Attack:
    """Where a series works, and how much it does."""

    folder: Path
    """An empty folder of its own."""
    most: int
    """Strikes to do; of the moments or cases that there are, so many are chosen, evenly spread."""
    seed: int = 0

    def random(self) -> random.Random:
        """Return numbers that are the same in every run of the series."""
        return random.Random(self.seed)  # noqa: S311 - no secret

    def choose(self, cases: Sequence[object] | range) -> list[int]:
        """Return the indexes of the cases to try."""
        number = min(self.most, len(cases))
        return sorted({index * len(cases) // number for index in range(number)}) if number else []


@dataclass(slots=True)
class Tally:
    """What came of a series; all but `strikes` should be zero."""

    strikes: int = 0
    between: int = 0
    """States that are neither the old one nor the new one, and that a command took for either."""
    left: int = 0
    """Runs after which something of ours was still there that has no business there."""
    wrong: int = 0
    """Answers or results that are not the right ones."""
    tracebacks: int = 0
    hangs: int = 0
    said: str = ""
    """What the series found in all, in words."""
    notes: list[str] = field(default_factory=list)
    """What was found, in words."""

    def find(self, kind: str, note: str) -> None:
        """Count a finding."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.notes.append(f"{kind}: {note}")

    @property
    def findings(self) -> int:
        """Return how many there are of all kinds."""
        return sum(getattr(self, kind) for kind in COUNTS)


SERIES: dict[str, Callable[[Attack], Tally]] = {}


def series(name: str) -> Callable[[Callable[[Attack], Tally]], Callable[[Attack], Tally]]:
    """Register a function as the series of that name."""

    def register(function: Callable[[Attack], Tally]) -> Callable[[Attack], Tally]:
        if name in SERIES:
            raise ValueError(name)
        SERIES[name] = function
        return function

    return register


def load_all() -> dict[str, Callable[[Attack], Tally]]:
    """Return every series by its name."""
    for name in MODULES:
        import_module(f"tests.attack.{name}")
    return dict(sorted(SERIES.items()))
