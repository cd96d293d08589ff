"""Put a file of ours into a result, at a place where the project could have one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.emit.merge import read
from vendorize.model.bundle import Bundle
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.model.bundle import BundleFile


def with_own_file(bundle: Bundle, own: BundleFile, *, head: bytes, what: str) -> Bundle:
    """Return a result with a file of ours in the place of an earlier one, which begins with `head` as all of them do.

    Raises `UserError`, which says `what` goes there, where the project has another file of that name.
    """
    for file in bundle.files:
        if file.relative == own.relative and not read(file).startswith(head):
            raise UserError(
                f"{own.relative}: the project has a file of this name that vendorize did not write",
                hint=f"rename it: that is where {what} goes",
            )
    others = [file for file in bundle.files if file.relative != own.relative]
    return Bundle(tuple(sorted((*others, own), key=lambda file: file.relative)))
