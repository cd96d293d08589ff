"""The one family of errors that a user can mend; everything else is a bug of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class UserError(Exception):
    """Say what is wrong, where, and what to do about it; the command line turns it into exit code 2."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class InternalError(Exception):
    """A check of our own work failed: this is our bug, never the user's."""


def more_than_first(count: int) -> str:
    """Return ` (and 3 more)` for a message that has named the first of some; nothing where there is no other."""
    return f" (and {count - 1} more)" if count > 1 else ""


def first_of(names: Sequence[str], most: int = 10) -> str:
    """Return the first of some names for a message, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
