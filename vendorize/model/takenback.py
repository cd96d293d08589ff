"""The answer of `extract --in-place --undo`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The answer of `extract --in-place --undo`."""

    root: Path
    files: tuple[str, ...]
    """Relative POSIX paths of the files that are as they were, or would be with `dry_run`."""
    dry_run: bool = False
