"""Hand out what was built: all of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.storage import write_atomically
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def deliver(built: Path, folder: Path) -> str:
    """Put a file into the folder that the front end has named, and return its name."""
    target = folder / built.name
    try:
        write_atomically(target, built.read_bytes())
    except OSError as error:
        raise UserError(f"cannot write {target}: {error.strerror or error}", hint="nothing was changed") from error
    return target.name
