"""Check a result against its lock: find both, look around without analysing, and compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.check import LockedResult, check
from vendorize.lock import read_lock
from vendorize.model.lock import LOCK_NAME, lock_name
from vendorize.starting import place_of, settings_of
from vendorize.storage import MARKER
from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import choose_interpreter, complete, inspect
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import combine

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.findings import Checked
    from vendorize.model.lock import Lock
    from vendorize.model.request import Request
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.options import AnalysisOptions
    from vendorize_analysis.model.project import Project


def check_result(request: Request, result: Path | None, *, environment: bool = True) -> Checked:
    """Return what is not as the lock of a result says: of a folder, else of a project that was changed in place.

    Without `environment` it is not asked what is installed.
    Raises `UserError` where there is no lock, or one that cannot be trusted.
    """
    settings = settings_of(request)
    place = find_lock(request, result)
    options = combine(settings.analysis, request.options)
    project = discover(request.start)
    if not environment:
        return check(place, settings, project, None)
    installed = _installed(project, options, place.lock)
    return check(place, settings, complete(project, installed), installed)


def _installed(project: Project, options: AnalysisOptions, lock: Lock) -> Environment:
    # What the interpreter says about itself could be remembered; to load what remembers takes longer than to ask.
    executable = choose_interpreter(project.root, options.python)
    return inspect(project, executable, search_path=options.search_path, extras=_extras(lock, options))


def find_lock(request: Request, result: Path | None) -> LockedResult:
    """Return the place of the result that is asked about, with its lock; the start may be the folder of a result."""
    root, script = place_of(request.start)
    name = lock_name(script)
    if result is None and request.start.is_dir() and (request.start / MARKER).is_file():
        root = result = request.start
    if result is not None:
        name = LOCK_NAME
    folder = (result or root).resolve()
    lock = read_lock(folder, name)
    if lock is None:
        raise UserError(
            f"{folder} has no {name}: nothing is known of what was extracted",
            hint="run `vendorize extract` first; of a folder that --out has written say --result OUT",
        )
    config = request.config or root / "pyproject.toml"
    return LockedResult(lock, folder / name, folder, root.resolve(), config)


def _extras(lock: Lock, options: AnalysisOptions) -> frozenset[str]:
    """Return the extras of the call and of the extraction."""
    prefix = "extras="
    return options.extras | {one.removeprefix(prefix) for one in lock.options if one.startswith(prefix)}
