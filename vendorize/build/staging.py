"""Make the result in a folder for temporary files: what the wrapped back end then builds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.build.copying import copied, put
from vendorize.build.environment import interpreter_for
from vendorize.build.requiring import STATE_THEM
from vendorize.build.versions import keep_version
from vendorize.build.wrapped import settings_in
from vendorize.layouts import IN_PLACE
from vendorize.lock import read_lock
from vendorize.model.lock import LOCK_NAME
from vendorize.model.request import Request
from vendorize.steps import make, sealed
from vendorize.trial import require_start
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.lock import Lock
    from vendorize.model.settings import BuildSettings, Settings
    from vendorize_analysis.model.events import Listener


@dataclass(frozen=True, slots=True)
class Staged:
    """A result on disk, to be built."""

    root: Path
    """Its folder, which has the paths of the project."""
    lock: Lock
    settings: BuildSettings


def staged(project: Path, folder: Path, progress: Listener, settings: Settings | None = None) -> Staged:
    """Return the result of a project, made below a folder; nothing is written to the project.

    A project that is a result already (an sdist that was built this way, or one that was changed in place) is compared
    with its lock and copied. The settings are read where none are given. Raises `UserError` where one cannot be made,
    does not start, or is not as its lock says.
    """
    settings = settings or settings_in(project)
    target = folder / "project"
    if (project / LOCK_NAME).exists():
        _copy_result(project, target, progress)
    else:
        _make_result(project, settings, folder, progress)
    lock = read_lock(target, LOCK_NAME)
    if lock is None:
        raise UserError(f"{project / LOCK_NAME}: no regular file", hint="extract again")
    return Staged(target, lock, settings.build)


def _make_result(project: Path, settings: Settings, folder: Path, progress: Listener) -> None:
    request = Request(project)
    python = interpreter_for(project, settings, folder / "environment")
    request = replace(request, options=replace(request.options, python=python))
    made = sealed(make(request, settings, progress, layout=IN_PLACE), in_place="")
    if made.analysis.project.is_computed:
        raise UserError(f"{project}: the project's requirements are made by code", hint=STATE_THEM)
    require_start(made.analysis, made.plan, made.bundle, progress, out=None)
    target = folder / "project"
    put(made.bundle, target)
    if settings.build.backend:
        keep_version(project, target, folder / "versions", settings.build)


def _copy_result(project: Path, target: Path, progress: Listener) -> None:
    from vendorize.checking import check_result  # noqa: PLC0415 - rarely asked for

    found = check_result(Request(project), None, environment=False)
    if found.findings:
        lines = "".join(f"\n  {one.file}:{one.line}: {one.code} {one.message}" for one in found.findings)
        raise UserError(f"{project} is not as its lock says:{lines}", hint="see `vendorize check`, and extract again")
    copied(project, target, progress)
