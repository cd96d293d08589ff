"""What the HTML report shows: figures, and modules with what keeps each part of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize.model.outlined import OutlinedModule
    from vendorize.model.report import Report


@dataclass(frozen=True, slots=True)
class Page:
    """All that the HTML report is made of."""

    report: Report
    modules: tuple[OutlinedModule, ...]
    """First-party ones first, then by distribution and name."""
