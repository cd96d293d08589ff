"""Apply a result to the project itself: every file, or none."""

from __future__ import annotations

import os
import secrets
import shutil
from typing import TYPE_CHECKING

from vendorize.emit.merge import digest, digest_of_path
from vendorize.emit.paths import check_paths
from vendorize.emit.swap import remove
from vendorize.emit.write import disk_errors, write_file
from vendorize.model.bundle import Manifest, ManifestEntry
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.bundle import Bundle, BundleFile


def write_in_place(bundle: Bundle, root: Path, *, layout: str) -> Manifest:
    """Return what was written into the project's folder: the files that differ; on any failure all are as before.

    The new files and copies of the old ones wait in one folder (`.vendorize-XXXX`); were the process killed, its
    `old` folder still holds every file that was replaced.
    """
    check_paths(file.relative for file in bundle.files)
    root = root.resolve()
    with disk_errors(root):
        changed = [file for file in bundle.files if _differs(file, root)]
        for file in changed:
            _check_target(root, file.relative)
        stage = root / f".vendorize-{secrets.token_hex(4)}"
        journal = _Journal(root, stage)
        try:
            (stage / "new").mkdir(parents=True)
            entries = tuple(_prepared(file, root, stage) for file in changed)
            for file in changed:
                journal.replace(file.relative)
        except BaseException:
            journal.undo()
            raise
        finally:
            remove(stage)
    return Manifest(root, layout, entries)


def _differs(file: BundleFile, root: Path) -> bool:
    target = root / file.relative
    if file.content == target or not target.is_file():
        return file.content != target
    return digest_of_path(target) != digest(file)


def _check_target(root: Path, relative: str) -> None:
    """Refuse to write through a link that leads out of the project."""
    target = root / relative
    if not target.parent.resolve().is_relative_to(root) or (target.exists() and not target.is_file()):
        raise UserError(f"{relative}: cannot be written in place: a link out of the project, or no file")


def _prepared(file: BundleFile, root: Path, stage: Path) -> ManifestEntry:
    """Write the new file aside, and copy the old one."""
    entry = write_file(file, stage / "new")
    target = root / file.relative
    if target.is_file():
        shutil.copymode(target, stage / "new" / file.relative)
        backup = stage / "old" / file.relative
        backup.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(target, backup)
    return entry


class _Journal:
    """What was replaced so far, and how to go back."""

    def __init__(self, root: Path, stage: Path) -> None:
        self._root = root
        self._stage = stage
        self._begun: list[str] = []
        self._made: list[Path] = []

    def replace(self, relative: str) -> None:
        """Put one new file in."""
        target = self._root / relative
        self._begun.append(relative)
        missing = [one for one in target.parents if one.is_relative_to(self._root) and not one.exists()]
        for folder in reversed(missing):
            self._made.append(folder)
            folder.mkdir()
        os.replace(self._stage / "new" / relative, target)  # noqa: PTH105 - one atomic step, on Windows as well

    def undo(self) -> None:
        """Bring everything back, whatever step the failure came at."""
        for relative in reversed(self._begun):
            backup, target = self._stage / "old" / relative, self._root / relative
            if (self._stage / "new" / relative).exists():
                continue
            if backup.exists():
                os.replace(backup, target)  # noqa: PTH105 - as above
            else:
                target.unlink(missing_ok=True)
        for folder in reversed(self._made):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
