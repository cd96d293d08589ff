"""Make container images of a result: say what they would hold, build them, or write how others build them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from vendorize import emit, trial
from vendorize.checking import find_lock
from vendorize.emit.merge import digest
from vendorize.emit.paths import inside, is_executable
from vendorize.ending import ended_by_signals, temporary_folder
from vendorize.image import About, ImageBase, ImageContents, build, find_interpreter, open_base, shares_of, start_of
from vendorize.lock import lock_source, tool_version
from vendorize.model.bundle import BundleFile
from vendorize.starting import place_of, settings_of, source_time
from vendorize.steps import make, seal
from vendorize_analysis.discovery import discover
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.image import BuiltImage, ImageOptions, ImagePlan
    from vendorize.model.lock import Lock
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener

LAYOUT = "site"
"""The layout that an image holds: it needs no installer, and externals lie in it."""
FORM = "image"
"""What the record of a written image says in place of a layout."""
_TIME = 315532800
"""Time of all files where nobody gives one: the first second of 1980, since ZIP archives know no earlier one."""


@dataclass(frozen=True, slots=True)
class _Result:
    """A result that an image is made of, on disk or in memory."""

    files: tuple[BundleFile, ...]
    lock: Lock


def plan_image(request: Request, base: Path | None, base_reference: str, progress: Listener) -> ImagePlan:
    """Return what an image of a project would hold, before and after extraction; writes nothing.

    Raises `UserError` for a base that cannot be read.
    """
    opened = None if base is None else open_base(base, base_reference, None)
    made, lock = seal(make(request, settings_of(request), progress, layout=LAYOUT))
    progress.stage_started("image")
    return shares_of(made, lock, opened)


def build_image(request: Request, out: Path, options: ImageOptions, progress: Listener) -> BuiltImage:
    """Write an OCI layout with the image of a result: the one that is given, else that of extraction now.

    Raises `UserError` for a base or result that cannot be used; then nothing was written.
    """
    emit.check_place(out)
    _check_apart(out, options.base)
    opened = open_base(options.base, options.base_reference, None)
    found = _made(request, out, progress) if options.result is None else _written(request, options.result)
    progress.stage_started("image")
    contents = _contents(request, found, opened, options)
    with emit.disk_errors(out), ended_by_signals(), temporary_folder("vendorize-image-") as scratch:
        bundle, built = build(contents, opened, options, scratch, progress)
        emit.write(bundle, out, layout=FORM, force=options.force)
    return replace(built, out=out)


def _check_apart(out: Path, base: Path) -> None:
    if base.is_dir() and out.resolve().is_relative_to(base.resolve()):
        raise UserError(
            f"{out} lies in the base {base}, which would then hold its own image", hint="give another --out"
        )


def _made(request: Request, out: Path, progress: Listener) -> _Result:
    made, lock = seal(make(request, settings_of(request), progress, layout=LAYOUT, out=out))
    trial.require_start(made.analysis, made.plan, made.bundle, progress, out=None)
    return _Result(made.bundle.files, lock)


def _written(request: Request, folder: Path) -> _Result:
    """Read a result on disk; raises `UserError` for one of another layout, or with a file that is not as written."""
    place = find_lock(request, folder)
    if place.manifest is None or place.lock.layout != LAYOUT:
        raise UserError(
            f"{folder} is no result in the layout {LAYOUT}, which an image needs",
            hint=f"write one: vendorize extract --layout {LAYOUT} --out OUT",
        )
    files = []
    for entry in place.manifest.entries:
        real = inside(place.result / entry.relative, place.result, entry.relative)
        file = BundleFile(entry.relative, real, entry.distribution, entry.origin, executable=is_executable(real))
        if digest(file)[0].hex() != entry.sha256:
            raise UserError(
                f"{real} was changed since it was written: the image would not hold what its lock says",
                hint="extract again, or keep the change as a patch (docs/supply-chain.md)",
            )
        files.append(file)
    return _Result(tuple(files), place.lock)


def _contents(request: Request, found: _Result, base: ImageBase, options: ImageOptions) -> ImageContents:
    """Return what goes onto the base, with the launchers of its scripts."""
    project = discover(request.start)
    program = find_interpreter(base, found.lock.python)
    names = frozenset(file.relative for file in found.files)
    start = start_of(project, place_of(request.start)[1], names, options)
    about = About(_labels(project.name, project.version, found.lock, base), _seconds())
    return ImageContents((*found.files, *start.launchers), found.lock, (program, *start.command), about)


def _labels(name: str, version: str, lock: Lock, base: ImageBase) -> dict[str, str]:
    labels = {
        "org.opencontainers.image.title": name,
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.base.digest": base.digest,
        "vendorize.lock": f"sha256:{hashlib.sha256(lock_source(lock)).hexdigest()}",
        "vendorize.version": tool_version(),
    }
    return {key: value for key, value in labels.items() if value}


def _seconds() -> int:
    text = source_time()
    return max(0, int(datetime.fromisoformat(text).timestamp())) if text else _TIME
