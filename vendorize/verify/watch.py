"""Tell a listener how far a child is, from the lines of JSON that it is writing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize_analysis.model.events import Listener


class Tail:
    """Follows a file that another process appends to."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0

    def new(self) -> Iterator[dict[str, Any]]:
        """Yield the objects of the lines that were completed since the last look."""
        if not self._file.is_file():
            return
        with self._file.open("rb") as stream:
            stream.seek(self._read)
            new = stream.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            try:
                said = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict):
                yield said


@dataclass(slots=True)
class Steps:
    """Counts what is begun."""

    progress: Listener
    total: int
    done: int = 0

    def step(self, what: str) -> None:
        """Tell that one more has begun."""
        self.progress.progressed(self.done, self.total, what)
        self.done += 1


class Watch:
    """Tells which test has just ended."""

    def __init__(self, report: Path, progress: Listener) -> None:
        self._tail = Tail(report)
        self._progress = progress
        self._total = 0
        self._done: set[str] = set()

    def look(self) -> None:
        """Tell what is new since the last look."""
        for said in self._tail.new():
            self._hear(said)

    def _hear(self, said: dict[str, Any]) -> None:
        # Others may have written here: who reads the whole report says so, at the end.
        total, test = said.get("total"), said.get("test")
        if isinstance(total, int):
            self._total = max(self._total, total)
        if isinstance(test, str):
            self._done.add(test)
            self._progress.progressed(len(self._done), max(self._total, len(self._done)), test)
