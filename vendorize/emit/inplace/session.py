"""Have a project to oneself while it is changed in place, whatever an earlier run has left of it."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.emit.inplace.originals import Originals, read_originals
from vendorize.emit.inplace.sources import lay_out_sources
from vendorize.emit.write import disk_errors
from vendorize.ending import temporary_folder
from vendorize.storage import LOCK, PASSING, SOURCES, apply, check_settled, clear, locked, recover

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vendorize.storage import FileChange


@dataclass(frozen=True, slots=True)
class InPlace:
    """A project that is about to be changed, and what is known of earlier changes."""

    root: Path
    script: str
    """Name of the file that is the program; empty for a project."""
    record: Originals | None
    """What an earlier run has written."""
    sources: Path
    """Folder with the project as it is without that."""

    @property
    def start(self) -> Path:
        """Return what to analyse."""
        return self.sources / self.script if self.script else self.sources


@contextmanager
def in_place(root: Path, script: str = "", *, writes: bool, force: bool = False) -> Iterator[InPlace]:
    """Return the project, finished or taken back where a run was killed; nobody else changes it in the meantime.

    Without `writes` nothing is written into it: then an unfinished change is an error.
    """
    with ExitStack() as stack:
        if writes:
            with disk_errors(root):
                stack.enter_context(locked(root / LOCK, root))
                recover(root, force=force)
            stack.callback(_clear_sources, root)
            folder = root / SOURCES
        else:
            check_settled(root)
            folder = stack.enter_context(temporary_folder("vendorize-")) / "sources"
        record = read_originals(root, script)
        sources = root
        if record is not None:
            with disk_errors(root):
                sources = lay_out_sources(record, folder, force=force)
        yield InPlace(root, script, record, sources)


@contextmanager
def recorded(root: Path, script: str = "", *, writes: bool, force: bool = False) -> Iterator[Originals | None]:
    """Return what an earlier run has written, to take it back."""
    with ExitStack() as stack:
        if writes:
            with disk_errors(root):
                stack.enter_context(locked(root / LOCK, root))
                recover(root, force=force)
        else:
            check_settled(root)
        yield read_originals(root, script)


def _clear_sources(root: Path) -> None:
    with suppress(OSError):
        clear(root, SOURCES)


def finish(root: Path) -> None:
    """Finish what a killed run has begun in a project, and clear what it has left; else nothing is touched."""
    if any((root / name).exists() for name in PASSING):
        change_files(root, ())


def change_files(root: Path, changes: Sequence[FileChange]) -> None:
    """Change files of a project that are the user's own: all of them, or none; first finish what a killed run began."""
    with disk_errors(root), locked(root / LOCK, root):
        recover(root)
        if changes:
            apply(root, changes)
