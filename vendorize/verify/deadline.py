"""A time for all that `verify` does."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Forwarding

if TYPE_CHECKING:
    from vendorize_analysis.model.events import Listener


class Deadline(Forwarding):
    """Stops the work at the next thing that it tells, once the time is over: no half proof passes for a whole one."""

    def __init__(self, inner: Listener, seconds: float) -> None:
        super().__init__(inner)
        self._seconds = seconds
        self._end = monotonic() + seconds

    def stage_started(self, name: str) -> None:
        """Pass it on, unless the time is over."""
        self._check()
        super().stage_started(name)

    def progressed(self, done: int, total: int, what: str) -> None:
        """Pass it on, unless the time is over."""
        self._check()
        super().progressed(done, total, what)

    def _check(self) -> None:
        if monotonic() > self._end:
            raise UserError(
                f"there is no verdict within {self._seconds:g} seconds",
                hint="allow more time with --within, or choose fewer tests",
            )


def bounded(progress: Listener, seconds: float | None) -> Listener:
    """Return a listener that stops the work after some seconds; None: never."""
    return progress if seconds is None else Deadline(progress, seconds)
