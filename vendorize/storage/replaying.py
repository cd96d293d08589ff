"""Bring the files of a folder to where a journal leads, from wherever they are: done again, it does nothing.

A file that is neither what it was nor what it becomes has been edited by somebody since, and is not overwritten.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.storage.atomic import replace, sync_folder
from vendorize.storage.digests import digest_of_path
from vendorize.storage.journal import Seen
from vendorize.storage.names import RUN
from vendorize_analysis.errors import UserError, first_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.storage.journal import Journal, JournalStep


def replay(root: Path, journal: Journal, *, force: bool = False) -> None:
    """Finish the change, or the way back; raises `UserError` for files that were edited since, unless with `force`."""
    moves = _moves(root, journal)
    waiting = [move for move in moves if not move.is_done]
    if not force:
        _check_unedited(root, [move.relative for move in waiting if move.is_edited])
    for move in waiting:
        _place(root, move)
    for move in moves:
        if (root / move.relative).exists():
            _set_mode(root / move.relative, move.wanted)
    for parent in sorted({(root / step.relative).parent for step in journal.steps}):
        sync_folder(parent)
    _prune(root, journal.emptied if journal.way == "forward" else journal.made)


def is_possible(root: Path, journal: Journal) -> bool:
    """Tell whether all that the way needs is there: somebody may have put back a file that had been replaced."""
    return all(move.is_done or move.wanted is None or move.source.is_file() for move in _moves(root, journal))


@dataclass(frozen=True, slots=True)
class _Move:
    """What is to be done with one file."""

    relative: str
    wanted: Seen | None
    source: Path
    """Where the wanted content waits until it is moved into its place."""
    is_done: bool
    is_edited: bool
    """Neither what it was nor what it becomes."""


def _moves(root: Path, journal: Journal) -> list[_Move]:
    forward = journal.way == "forward"
    return [_move(root, index, step, forward=forward) for index, step in enumerate(journal.steps)]


def _move(root: Path, index: int, step: JournalStep, *, forward: bool) -> _Move:
    wanted = step.after if forward else step.before
    source = root / RUN / ("new" if forward else "old") / str(index)
    found = _sha256(see(root / step.relative))
    edited = found not in {_sha256(step.before), _sha256(step.after)}
    # Of what was moved into its place nothing waits any more: who edited it then, has edited what shall be there.
    moved = edited and bool(found) and wanted is not None and not source.exists()
    # On the way back, what was never replaced or removed is as its owner has it, edited or not.
    fresh = root / RUN / "new" / str(index)
    untouched = not forward and (fresh.exists() if step.after is not None else bool(found))
    done = found == _sha256(wanted) or moved or untouched
    return _Move(step.relative, wanted, source, done, edited and not done)


def _sha256(seen: Seen | None) -> str:
    return seen.sha256 if seen is not None else ""


def see(path: Path) -> Seen | None:
    """Return what a file is; None where there is none. Raises `UserError` for what is no file."""
    if not path.exists() and not path.is_symlink():
        return None
    if not path.is_file():
        raise UserError(f"{path} is no file", hint="move it away; there should be a file, or nothing")
    return Seen(digest_of_path(path)[0].hex(), stat.S_IMODE(path.stat().st_mode))


def _check_unedited(root: Path, names: list[str]) -> None:
    if names:
        raise UserError(
            f"{root}: changed while a change in place was under way: {first_of(names)}",
            hint="save them elsewhere, then run it again with --force to finish the change",
        )


def _place(root: Path, move: _Move) -> None:
    target, source, wanted = root / move.relative, move.source, move.wanted
    if wanted is None:
        target.unlink(missing_ok=True)
        return
    if not source.is_file() or digest_of_path(source)[0].hex() != wanted.sha256:
        raise UserError(
            f"{source} is missing or damaged, and {target} cannot be written without it",
            hint=f"take {target} from version control, then remove {root / RUN}",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    _set_mode(source, wanted)
    replace(source, target)


def _set_mode(path: Path, wanted: Seen | None) -> None:
    if wanted is not None and os.name != "nt" and stat.S_IMODE(path.stat().st_mode) != wanted.mode:
        path.chmod(wanted.mode)


def _prune(root: Path, folders: Iterable[str]) -> None:
    """Remove those of the folders that have nothing but compiled modules left in them, the innermost first."""
    for relative in sorted(folders, key=lambda one: (-one.count("/"), one)):
        folder = root / relative
        if not folder.is_dir() or folder.is_symlink():
            continue
        cache = folder / "__pycache__"
        if set(folder.iterdir()) <= {cache}:
            for compiled in cache.glob("*.pyc"):
                compiled.unlink()
            for empty in (cache, folder):
                if empty.is_dir() and not any(empty.iterdir()):
                    empty.rmdir()
