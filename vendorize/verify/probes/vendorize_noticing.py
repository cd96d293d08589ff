"""Take note of log records and warnings, of all levels and each time (Python 3.8+): a call does them too."""

from __future__ import annotations

import logging
import warnings
from typing import Any


class Notices(logging.Handler):
    """What was logged and warned of since somebody asked."""

    def __init__(self) -> None:
        super().__init__(1)
        self.found: list[list[Any]] = []

    def install(self) -> None:
        """Begin; nothing is printed any more of either."""
        root = logging.getLogger()
        root.addHandler(self)
        root.setLevel(1)
        warnings.simplefilter("always")
        warnings.showwarning = self._warned

    def emit(self, record: logging.LogRecord) -> None:
        """Note a record; one that cannot be put together is noted as that."""
        try:
            text = record.getMessage()
        except Exception as error:  # noqa: BLE001 - of the program
            text = f"<{type(error).__name__}>"
        self.found.append([record.name, record.levelno, text])

    def _warned(self, message: Any, category: type, *_: object, **__: object) -> None:
        self.found.append([category.__name__, 0, str(message)])

    def take(self) -> list[list[Any]]:
        """Return what was noted, and forget it."""
        found, self.found = self.found, []
        return found
