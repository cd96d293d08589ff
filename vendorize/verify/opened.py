"""Data files that were opened in the original environment, and do not exist where the result ran.

A function that is missing raises an error; a data file that is missing is often just not listed, or not looked for, and
no test need see that.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vendorize.model.verdict import Difference
from vendorize.verify.data import data_files
from vendorize.verify.starting import Probe

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest

PROBE = "vendorize_opened_probe"


def opened_probe(request: VerifyRequest, report: Path) -> Probe:
    """Give the probe that watches the data files of all distributions that the result is to replace."""
    files = sorted(path for file in data_files(request) for path in file.spelled)
    return Probe(PROBE, {"files": files, "report": str(report)})


def missing_data(request: VerifyRequest, report: Path, *, packages: Path, tree: Path) -> tuple[Difference, ...]:
    """Give the data files that were opened and that the tests cannot have found in the result."""
    if not report.is_file():
        return ()
    opened = set(_lines(report))
    message = "was opened in the original environment: keep {module}, and the data files of its distribution stay"
    found = {}
    for file in data_files(request):
        if not opened.isdisjoint(file.spelled):
            base = packages if request.plan.layout == "site" else tree
            places = (packages / file.relative, *(base / place for place in file.places(request)))
            if not any(place.exists() for place in places):
                found[file.relative] = message.format(module=file.module)
    return tuple(Difference(f"data file {name}", "opened", "missing", found[name]) for name in sorted(found))


def _lines(report: Path) -> Iterable[str]:
    for line in report.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            # A process that was ended while it wrote leaves half a line.
            continue
