"""Trace a command and write what it executed to a file, added to what is there or to other traces."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from vendorize.executed import executed_object, read_executed
from vendorize.model.executed import Executed
from vendorize.report.json import dump
from vendorize.starting import root_of
from vendorize.storage import locked, real_place, sibling, write_atomically
from vendorize.tracing.traced import trace
from vendorize.verify.variants import is_python, path_with
from vendorize_analysis.environment import choose_interpreter, is_chosen
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.model.executed import TracedRun


def record(
    command: Sequence[str], project: Path, file: Path, *, merged: Sequence[Path] = (), append: bool = False
) -> tuple[TracedRun | None, Executed]:
    """Run a command, and return how it ended and what the file says then; without a command files are merged alone.

    Raises `UserError` before anything runs where a file is no trace or cannot be written.
    """
    others = Executed()
    for each in merged:
        others |= read_executed(each)
    if file.exists():
        read_executed(file)  # what is no trace is not written over
    _check_writable(file)
    root = _root(project)
    python = choose_interpreter(root, None) if is_chosen(root, None) else None
    path = os.environ.get("PATH", os.defpath) if python is None else path_with(python, os.environ)
    ran = trace(_in_project(command, python), root, path=path) if command else None
    new = others | (ran.executed if ran is not None else Executed())
    target = real_place(file)
    try:
        # Two that add to one file at the same time must not lose what the other adds.
        with locked(sibling(target.with_name(f"{target.name}.append"), "lock"), target):
            written = new | (read_executed(file) if append and file.exists() else Executed())
            write_atomically(file, dump(executed_object(written)).encode("ascii"))
    except OSError as error:
        raise UserError(
            f"cannot write {file}: {error.strerror or error}", hint="choose another with --output, or make room"
        ) from error
    return ran, written


def _in_project(command: Sequence[str], python: Path | None) -> Sequence[str]:
    """Return a command with the project's interpreter where it begins with `python`, as `verify` has it.

    Where nothing says which one that is (None), it is that of the search path.
    """
    return (str(python), *command[1:]) if python is not None and is_python(command[0], python) else command


def _root(project: Path) -> Path:
    """Return the folder of the project around a place; the place itself where there is none."""
    try:
        return root_of(project).resolve()
    except UserError:
        return (project if project.is_dir() else project.parent).resolve()


def _check_writable(file: Path) -> None:
    """Refuse a place where the answer of a long run could not be written."""
    place = real_place(file)
    folder = next((above for above in place.parents if above.exists()), place.parent)
    if place.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        why = "it is a folder" if place.is_dir() else f"nothing can be written in {folder}"
        raise UserError(f"cannot write {file}: {why}", hint="choose another file with --output")
