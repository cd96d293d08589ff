"""Bring the files of a folder to where a journal leads, from wherever they are: done again, it does nothing.

A file that is neither what it was nor what it becomes has been edited by somebody since, and is not overwritten.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from vendorize.storage.atomic import replace, sync_folder
from vendorize.storage.digests import digest_of_path
from vendorize.storage.journal import Seen
from vendorize.storage.names import RUN
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.storage.journal import Journal, Step

_SHOWN = 10


def replay(root: Path, journal: Journal, *, force: bool = False) -> None:
    """Finish the change, or the way back; raises `UserError` for files that were edited since, unless with `force`."""
    forward = journal.way == "forward"
    open_steps = [
        (index, step) for index, step in enumerate(journal.steps) if not _is(root, step, _goal(step, forward=forward))
    ]
    if not force:
        _check_unedited(root, [step for _, step in open_steps if not _is(root, step, _goal(step, forward=not forward))])
    for index, step in open_steps:
        _place(
            root, step.relative, _goal(step, forward=forward), root / RUN / ("new" if forward else "old") / str(index)
        )
    for step in journal.steps:
        _set_mode(root / step.relative, _goal(step, forward=forward))
    for parent in sorted({(root / step.relative).parent for step in journal.steps}):
        sync_folder(parent)
    _prune(root, journal.emptied if forward else journal.made)


def see(path: Path) -> Seen | None:
    """Give what a file is; None where there is none. Raises `UserError` for what is no file."""
    if not path.exists() and not path.is_symlink():
        return None
    if not path.is_file():
        raise UserError(f"{path} is no file", hint="move it away; there should be a file, or nothing")
    return Seen(digest_of_path(path)[0].hex(), stat.S_IMODE(path.stat().st_mode))


def _goal(step: Step, *, forward: bool) -> Seen | None:
    return step.after if forward else step.before


def _is(root: Path, step: Step, wanted: Seen | None) -> bool:
    found = see(root / step.relative)
    return (found and found.sha256) == (wanted and wanted.sha256)


def _check_unedited(root: Path, edited: list[Step]) -> None:
    if edited:
        names = [step.relative for step in edited]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise UserError(
            f"{root}: changed while a change in place was under way: {', '.join(names[:_SHOWN])}{more}",
            hint="save them elsewhere, then run it again with --force to finish the change",
        )


def _place(root: Path, relative: str, wanted: Seen | None, source: Path) -> None:
    target = root / relative
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
