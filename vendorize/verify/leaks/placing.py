"""Put the guard into the environment that the tests of the result run in."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

from vendorize.verify.data import data_files
from vendorize.verify.leaks.lacking import asked_settings, lacking_files
from vendorize.verify.leaks.tables import make_tables, table_object

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.verify.leaks.tables import Tables
    from vendorize.verify.request import VerifyRequest

GUARD = "vendorize_leak_guard"
_LACKING = "lacking.json"
_PROBES = "vendorize.verify.probes"


def place_guard(request: VerifyRequest, *, packages: Path, tree: Path, folder: Path) -> str:
    """Write the guard into site-packages, and give the line that starts it in every process; empty for none.

    Without an overlay, what the tests run on is the release itself: there is nothing to guard.
    """
    if request.overlay is None:
        return ""
    cache = folder / "code"
    cache.mkdir(parents=True)
    target = packages / GUARD
    target.mkdir()
    for source in resources.files(f"{_PROBES}.{GUARD}").iterdir():
        if source.name.endswith(".py"):
            (target / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    tables = make_tables(request)
    settings = {
        "report": str(report_of(folder)),
        "cache": str(cache),
        "roots": [str(packages), str(tree)],
        "vocabulary": sorted(tables.vocabulary),
        "by_values": request.by_values,
        **_by_path(tables, packages, tree),
        "data": _data(request, packages, tree),
        "asked": {**asked_settings(request, packages, tree), "file": str(target / _LACKING)},
    }
    (target / _LACKING).write_text(json.dumps(lacking_files(request)), encoding="utf-8")
    (target / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    return f"import {GUARD}.start"


def _data(request: VerifyRequest, packages: Path, tree: Path) -> dict[str, tuple[str, str]]:
    """Return the data files that only the overlay has, by their paths: name, and the module to keep for them."""
    found = {}
    for file in data_files(request):
        for place in request.layout.data_places(request, file.relative):
            if (request.served / place).is_file() and not (request.result / place).is_file():
                base = packages if request.layout.in_site_packages else tree
                path = base / request.layout.seen_at(request, place)
                found[str(path)] = (file.relative, file.module)
    return found


def report_of(folder: Path) -> Path:
    """Return the file that all processes write their reports to."""
    return folder / "leaks.jsonl"


def _by_path(tables: Tables, packages: Path, tree: Path) -> dict[str, object]:
    files: dict[str, tuple[str, str]] = {}
    found = {}
    for file in tables.files:
        for place in file.places:
            path = packages / place[1:] if place.startswith("/") else tree / place
            files[str(path)] = (file.name, file.kind)
            if file.relative in tables.wider:
                found[str(path)] = table_object(tables.wider[file.relative])
    return {"files": files, "tables": found}
