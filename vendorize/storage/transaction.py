"""FileChange several files of a folder as one: the journal is on the disk before the first of them changes.

All that is needed to finish, and all that is needed to go back, waits in the folder `.vendorize-run`: new contents,
copies of the old ones, and the journal. The journal gets its name when all of that is on the disk. From then on the
next run finishes what it says; before, it throws the folder away. A failure that we live to see turns the journal
round, and then the way back is what is finished. Whoever calls has the lock of the folder.
"""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vendorize.storage.atomic import sync_files, sync_folder
from vendorize.storage.digests import digest_of_path
from vendorize.storage.journal import (
    Journal,
    JournalStep,
    Seen,
    other_way,
    read_journal,
    turn_round,
    write_journal,
)
from vendorize.storage.names import GONE, RUN, SOURCES
from vendorize.storage.replaying import is_possible, replay, see
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a file shall be."""

    relative: str
    """POSIX path in the folder."""
    content: bytes | Path | None
    """The bytes, or the file to copy them from; None: it shall not be there."""
    executable: bool = False
    """Matters for a new file alone: one that is replaced keeps its mode."""


def apply(root: Path, changes: Sequence[FileChange], *, emptied: Iterable[str] = ()) -> None:
    """Carry out all changes; on any failure, an interrupt included, all files are as before.

    `emptied` are folders that go if nothing is left in them. Raises `OSError` for what the disk refuses, and
    `UserError` where even the way back is barred.
    """
    clear(root, RUN)
    run = root / RUN
    try:
        journal = _prepare(root, changes, tuple(emptied))
        write_journal(run, journal)
        replay(root, journal)
    except BaseException as error:
        _go_back(root, error)
        raise
    with suppress(OSError):
        # All is done; what cannot be removed now, the next run removes.
        clear(root, RUN)


def recover(root: Path, *, force: bool = False) -> bool:
    """Finish what a killed run has begun, and clear what it has left; tell whether there was anything to finish.

    Raises `UserError` where somebody has edited a file since, unless with `force`.
    """
    journal = read_journal(root / RUN)
    if journal is not None:
        if not is_possible(root, journal) and is_possible(root, other_way(journal)):
            # Files were put back from version control: the change cannot be finished, but taken back.
            journal = other_way(journal)
            write_journal(root / RUN, journal)
        replay(root, journal, force=force)
    clear(root, RUN, SOURCES)
    return journal is not None


def clear(root: Path, *names: str) -> None:
    """Remove folders that a change has needed while it happened, under the name of what is being removed."""
    gone = root / GONE
    for folder in (gone, *(root / name for name in names)):
        if folder.is_dir() and not folder.is_symlink():
            if folder != gone:
                folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)


def _prepare(root: Path, changes: Sequence[FileChange], emptied: tuple[str, ...]) -> Journal:
    """Put new contents and copies of old ones on the disk, and give the journal of it."""
    run = root / RUN
    for folder in (run, run / "new", run / "old"):
        folder.mkdir()
    steps = tuple(_stage(root, index, change) for index, change in enumerate(changes))
    made = {
        parent.as_posix()
        for change in changes
        for parent in PurePosixPath(change.relative).parents
        if change.content is not None and parent.parts and not (root / parent).exists()
    }
    sync_files([*(run / "new").iterdir(), *(run / "old").iterdir()])
    for folder in (run / "new", run / "old", run, root):
        sync_folder(folder)
    return Journal("forward", steps, tuple(sorted(made)), emptied)


def _stage(root: Path, index: int, change: FileChange) -> JournalStep:
    target, run = root / change.relative, root / RUN
    before = see(target)
    if before is not None:
        backup = run / "old" / str(index)
        _keep(target, backup)
        # Of what was kept, in case that somebody writes at the same time: what is in place is compared to it.
        before = Seen(digest_of_path(backup)[0].hex(), before.mode)
    if change.content is None:
        return JournalStep(change.relative, before, None)
    fresh = run / "new" / str(index)
    if isinstance(change.content, bytes):
        fresh.write_bytes(change.content)
    else:
        shutil.copyfile(change.content, fresh)
    mode = before.mode if before is not None else stat.S_IMODE(fresh.stat().st_mode)
    if before is None and change.executable:
        # Who may read it may run it.
        mode |= (mode & 0o444) >> 2
    return JournalStep(change.relative, before, Seen(digest_of_path(fresh)[0].hex(), mode))


def _keep(file: Path, backup: Path) -> None:
    """Return a file a second name, under which it stays when the first one goes; where that cannot be, copy it."""
    try:
        os.link(file, backup, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copyfile(file, backup)


def _go_back(root: Path, error: BaseException) -> None:
    """Undo what was done of a change; one that was not begun is thrown away."""
    try:
        if read_journal(root / RUN) is not None:
            turn_round(root / RUN)
            back = read_journal(root / RUN)
            if back is not None:
                replay(root, back)
        clear(root, RUN)
    except OSError as barred:
        raise UserError(
            f"{root}: the change failed ({error}), and so did taking it back ({barred})",
            hint="mend that, then run `vendorize extract --in-place` again: it finishes what was begun",
        ) from barred
