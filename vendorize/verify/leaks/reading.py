"""Read what the guards of all processes have reported."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from vendorize.model.plan import NAMELESS
from vendorize.model.verdict import Leak
from vendorize.verify.leaks.placing import report_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.model.events import Listener


REMOVED_REPORT = "VENDORIZE_REMOVED_REPORT"
"""Variable with the file in which results write which removed names were asked for (see `runtime/support.py`)."""
_PLACES = 20


def read_leaks(
    folder: Path, removed: Path | None = None, roots: Iterable[Path] = (), program: str = ""
) -> tuple[Leak, ...]:
    """Return the leaks, one for each symbol, with the shortest of its call paths.

    `removed` has the removed names of the `program` that were asked for, whoever caught the error; its paths are given
    below `roots`.
    """
    asked = ((symbol, _below(path, tuple(roots))) for symbol, path in read_removed(removed, program))
    guarded = ((str(one["symbol"]), tuple(map(str, one["path"]))) for one in _records(folder) if "symbol" in one)
    found: dict[str, tuple[str, ...]] = {}
    for symbol, path in (*guarded, *asked):
        found[symbol] = min(found.get(symbol, path), path, key=lambda one: (len(one), one))
    return tuple(Leak(symbol, found[symbol]) for symbol in sorted(found))


def read_removed(report: Path | None, program: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the symbols that the result of a program said were asked for, and from where, the innermost first.

    A place is `file:line`. Results of other programs write to the same file: tests may run some, and a dependency may
    be one. Those that an older version has made do not say whose they are; they count.
    """
    known = program or NAMELESS
    for one in _lines(report) if report is not None else ():
        if "symbol" in one and one.get("program", known) == known:
            yield str(one["symbol"]), tuple(map(str, one.get("path", ())))


def _below(places: tuple[str, ...], roots: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the places in the code under test without the folders that are gone afterwards; all, if there are none."""
    shown = [place.removeprefix(f"{root}{os.sep}") for place in places for root in roots if place.startswith(str(root))]
    return tuple(shown or places)[:_PLACES]


def warn_unguarded(folder: Path, progress: Listener) -> None:
    """Name what the guard could not look at."""
    for message in sorted({f"{one['unguarded']}: {one['why']}" for one in _records(folder) if "unguarded" in one}):
        progress.warned(f"the leak guard does not see everything: {message}")


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    return _lines(report_of(folder))


def _lines(report: Path) -> Iterator[dict[str, Any]]:
    if not report.is_file():
        return
    for line in report.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            # A process that was ended while it wrote leaves half a line.
            continue
        if isinstance(record, dict):
            yield record
