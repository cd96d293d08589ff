"""What to do about a single file of a result, where that depends on which file it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize.check.place import LockedResult

_BUILT = "Nobody edits what was built: build it again from its sources, or install it anew."
_AGAIN = "Make the change where the file comes from, and extract again."
_PATCH = "Make a patch of the edit: `vendorize update {}--save-patch NAME`; or take it back: extract again."
_MISSING = "Take it back from version control, or extract again."
_ADDED = "Remove it, or keep it elsewhere: in here is nothing but what extraction has written."


def for_edited(place: LockedResult, path: str) -> str:
    """Return what to do about a file that was edited: only of a vendored module there can be a patch."""
    if place.is_built:
        return _BUILT
    files = (file for one in place.lock.distributions if one.verdict == "extract" for file in one.files)
    is_module = any(file.path == path and file.source.endswith(".py") for file in files)
    if not is_module or not (place.result / path).is_file():
        return _AGAIN
    return _PATCH.format("--result OUT " if place.is_apart or place.is_whole else "")


def for_missing(place: LockedResult) -> str:
    """Return what to do about a file that is gone."""
    return _BUILT if place.is_built else _MISSING


def for_added(place: LockedResult) -> str:
    """Return what to do about a file that nobody has written here."""
    return _BUILT if place.is_built else _ADDED
