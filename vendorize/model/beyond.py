"""What the search for a counter-example to two functions found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the search for a counter-example to two functions found."""

    status: str
    """`equal` (every path was searched), `no difference found`, `different` or `unsupported`."""
    examples: tuple[str, ...] = field(default=())
    """Calls that end differently, as Python, each with both endings."""
    why: str = ""
    """What stood in the way, or how far it went; may be empty."""
