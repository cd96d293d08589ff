"""Tell a listener which test has just ended, while the tests run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.events import Listener


class Watch:
    """Follows the report that a probe is writing."""

    def __init__(self, report: Path, tell: Listener) -> None:
        self._report = report
        self._tell = tell
        self._read = 0
        self._total = 0
        self._done: set[str] = set()

    def look(self) -> None:
        """Tell what is new since the last look."""
        if not self._report.is_file():
            return
        with self._report.open("rb") as stream:
            stream.seek(self._read)
            new = stream.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            self._hear(line)

    def _hear(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            return
        self._total = max(self._total, said.get("total", 0))
        test = said.get("test")
        if test is not None:
            self._done.add(test)
            self._tell.progressed(len(self._done), max(self._total, len(self._done)), test)
