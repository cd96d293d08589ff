"""What `why --capability` answers: by which way code comes to a capability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize.model.report import Step


@dataclass(frozen=True, slots=True)
class Way:
    """A shortest way to one use of a capability, and what else there is."""

    distribution: str
    """Name of the distribution whose code has the use; that of the project for first-party code."""
    steps: tuple[Step, ...]
    """From a root, or from the symbol that was asked about, to the use; the last one names what is used."""
    others: tuple[Step, ...] = ()
    """The other uses of this distribution; `Step.symbol` is where they stand, `Step.detail` what is used."""


@dataclass(frozen=True, slots=True)
class Ability:
    """The answer of `why --capability`."""

    capability: str
    means: str
    """What code can do with it, as the end of a sentence."""
    about: str
    """The distribution or symbol that was asked about; empty: everything that is kept."""
    ways: tuple[Way, ...]
    """One for each distribution, by name; none: nothing that is kept can do it."""
    lost: tuple[str, ...] = ()
    """Distributions (among those asked about) that can do it as they are installed, and no longer in a result."""
