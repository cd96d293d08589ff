"""Put a folder in the place of another: what was there stays until the new one is in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = ".{name}.vendorize-"
OLD = ".old"


def swap(new: Path, place: Path, aside: Path) -> None:
    """Rename the old folder aside and the new one in; undo that on any failure, an interrupt included.

    What has happened is read off the disk, since an interrupt can come between a rename and the next statement.
    """
    try:
        if place.exists():
            place.rename(aside)
        new.rename(place)
    except BaseException:
        if aside.exists() and not place.exists():
            aside.rename(place)
        elif aside.exists() and not new.exists():
            # The interrupt came after the last rename: the new folder is in, and complete.
            remove(aside)
        raise
    remove(aside)


def remove(folder: Path) -> None:
    """Remove a folder; an interrupt is passed on when it is gone."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def recover(place: Path) -> None:
    """Bring back the folder that a run left aside when it was killed between the two renames."""
    if place.exists() or not place.parent.is_dir():
        return
    prefix = PREFIX.format(name=place.name)
    left = [
        path
        for path in place.parent.iterdir()
        if path.name.startswith(prefix) and path.name.endswith(OLD) and path.is_dir()
    ]
    if len(left) > 1:
        names = ", ".join(sorted(path.name for path in left))
        raise UserError(f"earlier runs were killed and left {names} in {place.parent}", hint="keep the right one")
    for path in left:
        path.rename(place)
