"""Put a folder in the place of another: what was there stays until the new one is in.

What has happened is read off the disk, by the same function after an interrupt and in the run after a kill: where the
old folder is set aside and its place is empty, it comes back; where the new one is in, the old one goes. Whoever calls
has the lock.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from vendorize.storage.names import MARKER, sibling

if TYPE_CHECKING:
    from pathlib import Path


def swap(place: Path) -> None:
    """Put the folder that was built beside a place into it; undo that on any failure, an interrupt included."""
    try:
        if place.exists():
            place.rename(sibling(place, "old"))
        sibling(place, "new").rename(place)
    except BaseException:
        settle(place)
        raise
    with suppress(OSError):
        # The new one is in; what cannot be removed now, the next run removes.
        discard(sibling(place, "old"), place)


def settle(place: Path) -> None:
    """Finish or take back what was begun beside a place, and remove what is left of it."""
    discard(sibling(place, "gone"), place)
    old = sibling(place, "old")
    if _is_folder(old):
        if _is_empty(place):
            place.rmdir()
        if not place.exists():
            old.rename(place)
        elif (place / MARKER).is_file():
            discard(old, place)
    discard(sibling(place, "new"), place)


def discard(folder: Path, place: Path) -> None:
    """Remove a folder that nobody needs: under the name of what is being removed, lest a half be taken for a whole."""
    gone = sibling(place, "gone")
    if not _is_folder(folder):
        return
    if folder != gone:
        _remove(gone)
        folder.rename(gone)
    _remove(gone)


def _remove(folder: Path) -> None:
    """Remove a folder; an interrupt is passed on when it is gone."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_empty(path: Path) -> bool:
    return _is_folder(path) and not any(path.iterdir())
