"""Read what the guards of all processes have reported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vendorize.model.verdict import Leak
from vendorize.verify.leaks.placing import report_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize_analysis.model.events import Listener


def read_leaks(folder: Path) -> tuple[Leak, ...]:
    """Give the leaks, one for each symbol, with the shortest of its call paths."""
    found: dict[str, tuple[str, ...]] = {}
    for record in _records(folder):
        if "symbol" in record:
            symbol, path = str(record["symbol"]), tuple(map(str, record["path"]))
            found[symbol] = min(found.get(symbol, path), path, key=lambda one: (len(one), one))
    return tuple(Leak(symbol, found[symbol]) for symbol in sorted(found))


def tell_unguarded(folder: Path, tell: Listener) -> None:
    """Name what the guard could not look at."""
    for message in sorted({f"{one['unguarded']}: {one['why']}" for one in _records(folder) if "unguarded" in one}):
        tell.warned(f"the leak guard does not see everything: {message}")


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    report = report_of(folder)
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
