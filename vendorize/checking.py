"""Check a result against its lock: find both, look around without analysing, and compare."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.check import LockedResult, check, check_alone, digest_in, expected_of
from vendorize.config import load
from vendorize.lock import read_lock
from vendorize.model.lock import LOCK_NAME, lock_name
from vendorize.opening import is_built, opened
from vendorize.starting import place_of, root_of, settings_of
from vendorize.storage import MARKER, digest_of_path
from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import choose_interpreter, complete, inspect
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import combine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.findings import Checked
    from vendorize.model.lock import Lock
    from vendorize.model.request import Request
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.options import AnalysisOptions
    from vendorize_analysis.model.project import Project


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement of provenance that a result is to be compared with."""

    file: Path
    key: Path | None = None
    """The public key that shall have signed it."""


def check_result(
    request: Request, result: Path | None, *, environment: bool = True, proof: Proof | None = None
) -> Checked:
    """Return what is not as the lock of a result says: of a folder, else of a project that was changed in place.

    Without `environment` it is not asked what is installed.
    Raises `UserError` where there is no lock, or one that cannot be trusted.
    """
    with located(request, result) as place:
        if place.is_built and not place.is_apart:
            checked = check_alone(place, load(place.root, request.config))
        else:
            checked = _check(request, place, environment=environment)
        if proof is not None:
            checked = _with_proof(checked, place, proof)
        return replace(checked, findings=tuple(replace(one, file=place.shown(one.file)) for one in checked.findings))


@contextmanager
def located(request: Request, result: Path | None) -> Iterator[LockedResult]:
    """Find the result that is asked about, with its lock, as `find_lock` does; a wheel is unpacked meanwhile."""
    asked = request.start if result is None else result
    if not is_built(asked):
        yield find_lock(request, result)
        return
    with opened(asked) as info:
        try:
            yield _built(request, result, asked, info)
        except UserError as error:
            # Nobody knows the folder that a wheel was unpacked to.
            raise UserError(error.message.replace(str(info.parent), str(asked)), hint=error.hint) from error


def _built(request: Request, result: Path | None, asked: Path, info: Path) -> LockedResult:
    folder = info.resolve().parent
    root = folder if result is None else root_of(request.start).resolve()
    name = f"{info.name}/{LOCK_NAME}"
    lock = read_lock(folder, name)
    if lock is None:
        raise UserError(f"{info} has no {LOCK_NAME}: it was not built by vendorize", hint="build it again")
    wheel = asked if asked.suffix == ".whl" else None
    return LockedResult(lock, folder / name, folder, root, request.config or root / "pyproject.toml", wheel)


def subjects_of(place: LockedResult) -> dict[str, str]:
    """Return what a statement about a result speaks of, by name with SHA-256: the wheel, else each written file.

    Raises `UserError` for a file that is not there, or a link out of the result.
    """
    if place.wheel is not None:
        return {place.wheel.name: digest_of_path(place.wheel)[0].hex()}
    names = {*expected_of(place), place.lock_file.relative_to(place.result).as_posix()}
    found = {name: digest_in(place.result, name) for name in names}
    missing = sorted(name for name, sha256 in found.items() if not sha256)
    if missing:
        raise UserError(f"{place.result / missing[0]} is missing", hint="run `vendorize check`, and extract again")
    return found


def _with_proof(checked: Checked, place: LockedResult, proof: Proof) -> Checked:
    from vendorize.provenance import provenance_findings, read_statement  # noqa: PLC0415 - rarely asked for

    read = read_statement(proof.file, proof.key)
    found = provenance_findings(read, proof.file, proof.key, lock=place.lock, subjects=subjects_of(place))
    notes = checked.notes
    if proof.key is None:
        signed = "it is signed, and who has signed it" if read.is_signed else "it is not signed, and who made it"
        notes = (*notes, f"{proof.file.name}: {signed} is not known: say by --key PUBLIC whose signature it shall have")
    return replace(checked, findings=tuple(sorted((*checked.findings, *found))), notes=notes)


def _check(request: Request, place: LockedResult, *, environment: bool) -> Checked:
    settings = settings_of(request)
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
    own = read_lock(request.start) if result is None and request.start.is_dir() else None
    if own is not None and own.complete:
        root = result = request.start
    if result is not None:
        name = LOCK_NAME
    folder = (result or root).resolve()
    is_read = own is not None and name == LOCK_NAME and folder == request.start.resolve()
    lock = own if is_read else read_lock(folder, name)
    if lock is None:
        raise UserError(
            f"{folder} has no {name}: nothing is known of what was extracted",
            hint="run `vendorize extract` first; of a folder that --out has written say --result OUT",
        )
    if (folder / MARKER).exists() and not lock.complete:
        raise UserError(
            f"{folder / name} does not list all that `--out` has written: it is of another version, or was edited",
            hint="extract again, or take the lock back from version control",
        )
    config = request.config or root / "pyproject.toml"
    return LockedResult(lock, folder / name, folder, root.resolve(), config)


def _extras(lock: Lock, options: AnalysisOptions) -> frozenset[str]:
    """Return the extras of the call and of the extraction."""
    prefix = "extras="
    return options.extras | {one.removeprefix(prefix) for one in lock.options if one.startswith(prefix)}
