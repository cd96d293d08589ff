"""Refuse what a run that was killed has left half changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.storage.names import JOURNAL, RUN
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from pathlib import Path


def check_settled(root: Path) -> None:
    """Refuse a folder in which a change was begun and not finished: what its files say is neither old nor new."""
    asked_about(root / RUN / JOURNAL)
    if (root / RUN / JOURNAL).exists():
        raise UserError(
            f"an earlier `extract --in-place` was stopped half way in {root}: its files are partly old, partly new",
            hint="run `vendorize extract --in-place` again, or with --undo to have the sources back",
        )
