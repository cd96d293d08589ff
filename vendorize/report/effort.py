"""How much was read for an answer, and how long that took: all of a report that another run says otherwise.

Nothing heavy is imported here, for who gives an answer again needs nothing else of a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.figures import plural

if TYPE_CHECKING:
    from collections.abc import Mapping


def effort_line(files: int, cached: int, seconds: float) -> str:
    """Return it as text: how many files were read, how many of them were known, and the time."""
    known = f", {cached:,} of them from the cache" if cached else ""
    return f"Read {plural(files, 'file')} in {seconds:.1f} s{known}."


def effort_object(files: int, lines: int, cached: int, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return it as entries of the JSON."""
    return {
        "seconds": {name: round(value, 4) for name, value in seconds.items()},
        "files": {"read": files, "lines": lines, "cached": cached},
    }
