"""Read what a probe reported of one run of the tests: the outcomes, and whether the run came to its end.

Every line is numbered by the probe. A line out of turn was written by somebody else, and then nothing in the report can
be believed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from vendorize.model.verdict import TestOutcome
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BAD = ("failed", "error")


class Reported(NamedTuple):
    """What is in a report."""

    outcomes: dict[str, TestOutcome]
    cut_short: str
    """Why the run proves less than it should; empty where it came to its end."""


def read_report(report: Path) -> Reported:
    """Read a probe's report; the first bad phase of a test decides, else the last one.

    Raises `UserError` where another than the probe has written into it.
    """
    outcomes: dict[str, TestOutcome] = {}
    total, ended, stopped = 0, False, False
    for line in _lines(report):
        total = max(total, line.get("total", 0))
        if "end" in line:
            ended, stopped = True, line["end"] == "stopped"
        if "test" in line:
            found = TestOutcome(line["test"], line["outcome"], line["message"])
            before = outcomes.get(found.test)
            if before is None or before.outcome not in _BAD:
                outcomes[found.test] = found
    if ended and not stopped:
        return Reported(outcomes, "")
    how = "the session was stopped" if ended else "the session did not end"
    return Reported(outcomes, f"{how}; {len(outcomes)} of {total or 'an unknown number of'} tests were reported")


def _lines(report: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines in turn; a child that was ended while it wrote leaves half a line as the last one."""
    if not report.is_file():
        return
    *whole, _ = report.read_bytes().split(b"\n")
    for number, text in enumerate(whole, 1):
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            line = None
        if not _is_ours(line, number):
            raise UserError(
                f"the report of the tests was written to by others than our probe (line {number}: {text[:80]!r}), "
                "so that nothing in it counts",
                hint="find what in the tests or a conftest.py writes to the file that the probe has open",
            )
        yield line


def _is_ours(line: object, number: int) -> bool:
    if not isinstance(line, dict) or line.get("n") != number or not isinstance(line.get("total", 0), int):
        return False
    if "test" in line:
        return all(isinstance(line.get(key), str) for key in ("test", "outcome", "message"))
    return "total" in line or line.get("end") in ("done", "stopped")
