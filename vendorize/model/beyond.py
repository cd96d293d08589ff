"""What verification found beyond the outcomes of tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.verdict import Difference


@dataclass(frozen=True, slots=True)
class Replay:
    """Calls from first-party code to vendored code, recorded while the tests ran and repeated on both sides."""

    recorded: int
    """Different calls that have a copy of their arguments."""
    compared: int
    """Those whose outcome was compared."""
    skipped: Mapping[str, int]
    """How many calls were not recorded or not compared, by reason."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Fuzz:
    """Functions of the boundary, called on both sides with made-up arguments."""

    functions: int
    """Functions that were called."""
    examples: int
    """Calls that were compared."""
    skipped: Mapping[str, int]
    """How many functions were not, or not to the end, by reason."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Beyond:
    """All that was asked for; None: it was not."""

    replay: Replay | None = None
    fuzz: Fuzz | None = None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Return the differences of all kinds."""
        return tuple(each for kind in (self.replay, self.fuzz) if kind is not None for each in kind.differences)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the search for a counter-example to two functions found."""

    status: str
    """`equal` (every path was searched), `no difference found`, `different` or `unsupported`."""
    examples: tuple[str, ...] = field(default=())
    """Calls that end differently, as Python, each with both endings."""
    why: str = ""
    """What stood in the way, or how far it went; may be empty."""
