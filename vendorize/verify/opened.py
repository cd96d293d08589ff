"""Data files that were opened in the original environment, and do not exist where the result ran.

A function that is missing raises an error; a data file that is missing is often just not listed, or not looked for, and
no test need see that.
"""

from __future__ import annotations

import json
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.model.verdict import Difference
from vendorize.verify.starting import Probe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest

PROBE = "vendorize_opened_probe"
_CODE = frozenset({".py", ".pyc", ".pyi", ".pyw", ".so", ".pyd", ".dll", ".dylib"})


def opened_probe(request: VerifyRequest, report: Path) -> Probe:
    """Give the probe that watches the data files of all distributions that the result is to replace."""
    return Probe(PROBE, {"files": sorted({path for path, _ in _data_files(request)}), "report": str(report)})


def missing_data(request: VerifyRequest, report: Path, *, packages: Path, tree: Path) -> tuple[Difference, ...]:
    """Give the data files that were opened and that the tests cannot have found in the result."""
    if not report.is_file():
        return ()
    opened = set(_lines(report))
    found = {relative for path, relative in _data_files(request) if path in opened}
    gone = [one for one in sorted(found) if not any(path.exists() for path in _places(request, one, packages, tree))]
    message = "was opened in the original environment: keep the module that needs it, and its distribution's data stays"
    return tuple(Difference(f"data file {relative}", "opened", "missing", message) for relative in gone)


def _places(request: VerifyRequest, relative: str, packages: Path, tree: Path) -> Iterator[Path]:
    """Give where a file may be: under the names of the result, or beside it with its original name."""
    yield packages / relative
    if request.plan.layout == "package":
        for root in request.source_roots:
            yield tree.joinpath(root, *request.plan.namespace.split("."), relative)
            yield tree / root / relative


def _data_files(request: VerifyRequest) -> Iterator[tuple[str, str]]:
    """Give the data files, in each spelling of their path, with the path under site-packages; metadata apart.

    Whoever asks for the version of one distribution, or for plugins, opens the metadata of all that are installed.
    """
    absent = request.absent_keys
    for one in (found for found in request.environment.distributions if found.key in absent):
        for relative in one.files:
            parts = PurePosixPath(relative).parts
            if PurePosixPath(relative).suffix in _CODE or ".." in parts:
                continue
            if not any(part.endswith((".dist-info", ".egg-info")) for part in parts):
                path = one.location / relative
                yield from ((spelled, relative) for spelled in {str(path), os.path.realpath(path)})


def _lines(report: Path) -> Iterable[str]:
    for line in report.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            # A process that was ended while it wrote leaves half a line.
            continue
