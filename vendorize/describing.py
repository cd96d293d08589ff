"""Describe a result as a bill of materials: the one that was written, else the one that extraction gives now."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.checking import find_lock
from vendorize.emit.texts import can_recognize
from vendorize.extras import needed
from vendorize.lock.making import make_lock
from vendorize.model.lock import LOCK_NAME, lock_name
from vendorize.starting import place_of, settings_of, source_time
from vendorize.steps import make, with_origins
from vendorize.storage import MARKER
from vendorize_analysis.discovery import discover
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.request import Request
    from vendorize.sbom import Contents
    from vendorize_analysis.model.events import Listener

SPDX = "SPDX-2.3"


def describe_result(
    request: Request, result: Path | None, spec: str, progress: Listener, *, recognize: bool = False
) -> str:
    """Return the bill of materials of a result as JSON: CycloneDX of a version, or SPDX.

    It is about the folder `result`, else about a project that was changed in place, else about what extraction would
    write. With `recognize`, licence texts are read for what they are. Raises `UserError` where an extra is not
    installed, and for files that are not as their lock says.
    """
    with needed("a bill of materials", "sbom"):
        from vendorize.sbom import bill_of_materials  # noqa: PLC0415 - of an extra, and slow
    contents = _written(request, result) or _made(request, progress)
    if recognize and not can_recognize():
        raise UserError("licence texts cannot be recognised", hint="pip install 'vendorize-cli[licenses]'")
    contents = replace(contents, recognizes=recognize)
    progress.stage_started("bill of materials")
    if spec == SPDX:
        return _spdx(contents)
    return bill_of_materials(contents, spec, progress, made_at=source_time())


def _spdx(contents: Contents) -> str:
    with needed("SPDX", "spdx"):
        from vendorize.sbom.spdx import spdx_document  # noqa: PLC0415 - of an extra, and slow
    return spdx_document(contents, made_at=source_time())


def _written(request: Request, result: Path | None) -> Contents | None:
    """Return the result on disk; None where there is none."""
    from vendorize.sbom import of_folder  # noqa: PLC0415

    root, script = place_of(request.start)
    places = (root / lock_name(script), request.start / LOCK_NAME, request.start / MARKER)
    if result is None and not any(place.exists() for place in places):
        return None
    found = find_lock(request, result)
    return of_folder(found.lock, discover(request.start).version, found.result)


def _made(request: Request, progress: Listener) -> Contents:
    from vendorize.sbom import of_bundle  # noqa: PLC0415

    _, script = place_of(request.start)
    made = with_origins(make(request, settings_of(request), progress), script)
    return of_bundle(make_lock(made), made.analysis.project.version, made.bundle)
