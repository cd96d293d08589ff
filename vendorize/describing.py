"""Describe a result as a bill of materials: the one that was written, else the one that extraction gives now."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.checking import located
from vendorize.emit.texts import can_recognize
from vendorize.extras import needed
from vendorize.lock.making import make_lock
from vendorize.model.lock import LOCK_NAME, SBOM_NAME, lock_name
from vendorize.opening import is_built
from vendorize.starting import place_of, settings_of, source_time
from vendorize.steps import make, with_origins
from vendorize_analysis.discovery import discover
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.check import LockedResult
    from vendorize.model.lock import Lock
    from vendorize.model.request import Request
    from vendorize.sbom import Contents
    from vendorize_analysis.model.events import Listener

SPDX = "SPDX-2.3"


def describe_result(
    request: Request, result: Path | None, spec: str, progress: Listener, *, recognize: bool = False
) -> str:
    """Return the bill of materials of a result as JSON: CycloneDX of a version, or SPDX.

    It is about the folder or wheel `result`, else about a project that was changed in place, else about what extraction
    would write. With `recognize`, licence texts are read for what they are. Raises `UserError` where an extra is not
    installed, and for files that are not as their lock says.
    """
    with needed("a bill of materials", "sbom"):
        from vendorize.sbom import bill_of_materials  # noqa: PLC0415 - of an extra, and slow
    if recognize and not can_recognize():
        raise UserError("licence texts cannot be recognised", hint="pip install 'vendorize-cli[licenses]'")
    with _contents(request, result, progress) as found:
        contents = replace(found, recognizes=recognize)
        progress.stage_started("bill of materials")
        if spec == SPDX:
            return _spdx(contents)
        return bill_of_materials(contents, spec, progress, made_at=source_time())


def _spdx(contents: Contents) -> str:
    with needed("SPDX", "spdx"):
        from vendorize.sbom.spdx import spdx_document  # noqa: PLC0415 - of an extra, and slow
    return spdx_document(contents, made_at=source_time())


@contextmanager
def _contents(request: Request, result: Path | None, progress: Listener) -> Iterator[Contents]:
    """Return what is on disk, else what extraction gives."""
    from vendorize.sbom import of_bundle, of_folder  # noqa: PLC0415 - of an extra

    if result is not None and is_built(result):
        # It tells all of itself, wherever the command is given.
        request, result = replace(request, start=result), None
    if result is None and not is_built(request.start) and not _is_written(request):
        _, script = place_of(request.start)
        made = with_origins(make(request, settings_of(request), progress), script)
        yield of_bundle(make_lock(made, complete=True), made.bundle)
        return
    with located(request, result) as place:
        yield of_folder(_describing(place, request), place.result)


def _is_written(request: Request) -> bool:
    root, script = place_of(request.start)
    return (root / lock_name(script)).exists() or (request.start / LOCK_NAME).exists()


def _describing(place: LockedResult, request: Request) -> Lock:
    """Return the lock, with what only the project says where people go on editing that.

    A document in a wheel is about the rest of it, and the same as one that is made later.
    """
    lock = place.lock
    if not lock.complete:
        project = discover(request.start)
        return replace(lock, project=replace(lock.project, version=project.version, licenses=project.licenses))
    own = f"{place.lock_file.parent.name}/{SBOM_NAME}" if place.is_built else ""
    return replace(
        lock, project=replace(lock.project, files=tuple(one for one in lock.project.files if one.path != own))
    )
