"""A function of a distribution that was rewritten, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

REWRITES: Final = "rewrites"
"""The project's folder for them: `rewrites/DISTRIBUTION/SYMBOL.py`, each with a `.json` beside it."""
SCHEMA: Final = 1


class Upstream(NamedTuple):
    """A file that the original part, or anything behind it, stands in."""

    distribution: str
    """Key of its distribution."""
    file: str
    """POSIX path inside the distribution's location."""
    sha256: str


class Gate(NamedTuple):
    """What one gate said."""

    name: str
    passed: bool
    evidence: str
    """What was compared and found, for people."""
    compared: bool = True
    """False where the gate does not apply or cannot be asked here; the evidence says why."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An accepted proposal as it lies in the repository."""

    symbol: str
    """`module:name` of a function at the top of a module."""
    distribution: str
    """Key of its distribution."""
    version: str
    """The version that it was compared with."""
    source: str
    """One `def` statement."""
    model: str
    prompt_sha256: str
    upstream: tuple[Upstream, ...]
    gates: tuple[Gate, ...]
    place: str
    """POSIX path of the source in the project."""
    uses: tuple[str, ...] = ()
    """Functions of distributions, as `module:name`, that it imports since they stay anyway."""

    @property
    def module(self) -> str:
        """Return the dotted name of the module."""
        return self.symbol.partition(":")[0]

    @property
    def name(self) -> str:
        """Return the name of the function."""
        return self.symbol.partition(":")[2]


class RewriteUse(NamedTuple):
    """A rewrite, and whether it stands in for the original."""

    rewrite: Rewrite
    stale: str
    """Why it does not; empty where it does."""
