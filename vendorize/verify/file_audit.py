"""Data files that were opened in the original environment, and do not exist where the result ran.

A function that is missing raises an error; a data file that is missing is often just not listed, or not looked for, and
no test need see that.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vendorize.model.verdict import Difference
from vendorize.verify.data import data_files
from vendorize.verify.startup_hook import Probe

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.verify.data import OriginalData
    from vendorize.verify.request import VerifyRequest

PROBE = "vendorize_file_audit_probe"
DATA_FILE = "data file "
"""How the name of such a difference begins."""
_RULE = "data.keep = ["
_REMEDY = ("was opened in the original environment: keep ", ", and the data files of its distribution stay")


def file_audit_probe(request: VerifyRequest, report: Path) -> Probe:
    """Return the probe that watches the data files of all distributions that the result is to replace."""
    files = sorted(path for file in data_files(request) for path in file.spelled)
    report.parent.mkdir(exist_ok=True)
    return Probe(PROBE, {"files": files, "report": str(report)}, writes=report.parent)


def missing_data(request: VerifyRequest, report: Path, *, packages: Path, tree: Path) -> tuple[Difference, ...]:
    """Return the data files that were opened and that the tests cannot have found in the result."""
    if not report.is_file():
        return ()
    layout = request.layout
    opened = set(_lines(report))
    found = {}
    for file in data_files(request):
        if not opened.isdisjoint(file.spelled):
            # Some of a result lies beside its namespace, with the original name.
            beside = (tree / root / file.relative for root in request.source_roots)
            served = (request.served / place for place in layout.data_places(request, file.relative))
            places = (packages / file.relative, *beside, *served)
            if not any(place.exists() for place in places):
                found[file.relative] = _remedy(file)
    return tuple(Difference(f"{DATA_FILE}{name}", "opened", "missing", found[name]) for name in sorted(found))


def gone_data(differences: Iterable[Difference]) -> tuple[str, ...]:
    """Return the data files among some differences that went by a rule or as a kind, by their paths."""
    return tuple(
        one.test.removeprefix(DATA_FILE)
        for one in differences
        if one.test.startswith(DATA_FILE) and one.message.startswith(_RULE)
    )


def _remedy(file: OriginalData) -> str:
    """Say what keeps a file that was opened."""
    if file.kind:
        return f'{_RULE}"{file.relative}"] keeps it: opened in the original environment, it went ({file.kind})'
    return f"{_REMEDY[0]}{file.module}{_REMEDY[1]}"


def data_module(difference: Difference) -> str:
    """Return the module to keep for a data file that is missing; empty for another difference."""
    message = difference.message
    if not (difference.test.startswith(DATA_FILE) and message.startswith(_REMEDY[0])):
        return ""
    return message.removeprefix(_REMEDY[0]).removesuffix(_REMEDY[1])


def _lines(report: Path) -> Iterable[str]:
    for line in report.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            # A process that was ended while it wrote leaves half a line.
            continue
