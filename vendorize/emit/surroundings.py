"""What laying out needs to know beside the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.project import Project


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The project that the plan is about, and what other stages made for the result."""

    project: Project
    support: bytes
    """Text of the support module."""
    out: Path | None = None
    """Where the result will be written; never copied into itself."""
    archive: bytes = b""
    """The cold code, a zip; empty where there is none to come back."""
