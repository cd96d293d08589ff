"""What one run has read: a search that begins anew, with more distributions, reads nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.summary import ModuleSummary, Unreadable
    from vendorize_analysis.scanning.cache_protocol import Cache
    from vendorize_analysis.scanning.data_names import DataNames


class Reading(NamedTuple):
    """A module's file, as it was when it was read."""

    digest: str
    """Of its bytes; empty for a file that cannot be read."""
    lines: int
    summary: ModuleSummary | Unreadable
    was_cached: bool
    """Whether the summary was stored by an earlier run."""


@dataclass(slots=True)
class Readings:
    """All that was read so far; whoever reads adds to it."""

    cache: Cache
    """What earlier runs have read."""
    modules: dict[Path, Reading] = field(default_factory=dict)
    data: dict[str, DataNames] = field(default_factory=dict)
    """By distribution; the empty key is the project."""
