"""Who uses a dependency, what is worth doing about it, and what one would gain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

AdviceKind = Literal["remove", "absent", "inline", "narrow", "extract", "declare"]
"""`remove`: declared, never imported. `absent`: imported only where its absence is caught. `inline`: very little of it
is used, and that needs the standard library only. `narrow`: first-party code uses it in one place. `extract`: part of
it is used. `declare`: imported, and nobody requires it."""
KINDS: tuple[AdviceKind, ...] = get_args(AdviceKind)


@dataclass(frozen=True, slots=True)
class Usage:
    """Who imports a distribution, what its live code imports, and how large it is."""

    installed: int = 0
    """Bytes of all files that it installs."""
    places: tuple[str, ...] = ()
    """Where first-party code imports it, as `path:line`, sorted."""
    imports: tuple[str, ...] = ()
    """Keys of the other distributions that its live code imports."""
    guarded: bool = False
    """Every live import of it stands in a `try`, so that the program can do without."""
    undeclared: str | None = None
    """Nobody requires it: key of the distribution that imports it all the same, empty for first-party code."""


class KnownAdvisory(NamedTuple):
    """An advisory about an installed release."""

    distribution: str
    version: str
    id: str
    fixed: str
    """The first release without the weakness; empty where the record names none."""
    summary: str


@dataclass(frozen=True, slots=True)
class Gain:
    """What is there for the sake of one distribution alone: nobody else that stays needs it (dominators)."""

    distributions: tuple[str, ...] = ()
    """Names, its own first."""
    functions: int = 0
    """`def` and `async def` nodes, as installed."""
    bytes: int = 0
    """Of all files, as installed; of `absent` and `extract`, those that would leave the result, Python source only."""
    advisories: tuple[KnownAdvisory, ...] | None = None
    """Those about installed releases of these distributions; None: nobody asked."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that is worth doing."""

    kind: AdviceKind
    distribution: str
    text: str
    """What was found and what to do about it, in one sentence each."""
    command: str
    """For a shell, in the project's folder."""
    gain: Gain = Gain()
    places: tuple[str, ...] = ()
    """Where first-party code imports it, as `path:line`."""


Suggested = tuple[tuple[Advice, ...], tuple[KnownAdvisory, ...] | None]
"""What stands at the end of a report: advice, and advisories about what is installed (None: nobody asked)."""
