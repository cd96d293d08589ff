"""Who hears of the progress of a build: the front end's log, which is where standard error goes."""

from __future__ import annotations

import sys

from vendorize_analysis.model.events import Silent


class Printing(Silent):
    """Print warnings, one a line."""

    def warned(self, message: str) -> None:
        """Print it."""
        print(f"vendorize: warning: {message}", file=sys.stderr)  # noqa: T201 - it is a log
