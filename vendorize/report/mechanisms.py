"""What kinds of edges keep, for people: most bytes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.report.figures import percent, plural, size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.report import Report

TITLE = "What keeps the kept code"
NOTE = "first: of what such an edge was the first to reach; the rest hangs on that"


def mechanism_lines(report: Report) -> Iterator[str]:
    """Return a line for each mechanism: the bytes behind it, their share, functions, and what it reached itself."""
    found = report.mechanisms or ()
    total = sum(each.bytes for each in found)
    for each in found:
        share = percent(100 * each.bytes / total) if total else ""
        counted = plural(each.functions, "function")
        yield f"{size(each.bytes):>8} {share:>4}  {each.name}: {counted}; first {size(each.first_bytes)}"
    yield NOTE
