"""What a project that was changed in place is extracted from again: its originals, with what was edited since.

It is laid out beside the project, so that the project itself stays as it is while it is analysed.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.emit.inplace.reconciling import Conflict, reconcile
from vendorize.emit.inplace.writing import digest_at
from vendorize.model.patch import PATCHES
from vendorize.storage import MARKER, is_ours
from vendorize_analysis.errors import UserError, first_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.emit.inplace.originals import Originals, Written

_SKIPPED = frozenset(
    {
        ".git", ".hg", ".svn", ".bzr", ".tox", ".nox", "__pycache__", "__pypackages__", "node_modules",
        ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
    }
)  # fmt: skip
_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")


def lay_out_sources(record: Originals, folder: Path, *, force: bool = False) -> Path:
    """Return the root of the project as it was, made in an empty folder.

    Raises `UserError` that names every file whose original cannot be told: rewritten lines that were edited since, and
    edited files of the namespace (these are made anew with `force`).
    """
    # Of the same name: a project that says none is called as its folder is.
    to = folder / (record.root.name or "project")
    to.mkdir(parents=True)
    copy = _Copy(record, to)
    for one in record.files:
        copy.restore(one)
    if copy.edited and not force:
        raise UserError(
            f"{record.root}: changed since vendorize wrote it: {first_of(copy.edited)}",
            hint="`vendorize update --save-patch NAME` makes a patch of them; or save them elsewhere, and use --force",
        )
    if copy.conflicts:
        raise UserError(
            "these changes cannot be carried over to the originals:" + "".join(f"\n  {one}" for one in copy.conflicts),
            hint="set them aside, run `vendorize extract --in-place --undo`, make them there, and extract again",
        )
    copy.fill()
    return to


@dataclass(slots=True)
class _Copy:
    record: Originals
    to: Path
    edited: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def restore(self, one: Written) -> None:
        """Put an original into its place, with what was changed since."""
        present = self.record.root / one.relative
        now = digest_at(present)
        if now and now not in {one.original, one.written} and not one.original:
            self.edited.append(one.relative)
        if not now or not one.original:
            return
        content = self.record.content(one.original) if now != one.original else present.read_bytes()
        if now not in {one.original, one.written}:
            content = self._carried_over(one, content)
        target = self.to / one.relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        shutil.copymode(present, target)

    def _carried_over(self, one: Written, original: bytes) -> bytes:
        present = (self.record.root / one.relative).read_bytes()
        try:
            content = reconcile(original, self.record.content(one.written), present)
        except Conflict as conflict:
            self.conflicts.append(f"{one.relative}:{conflict.line}: changed where the line had been rewritten")
            return original
        last = self.record.namespace.rpartition(".")[2].encode()
        if last and last in _WORD.findall(content) and last not in _WORD.findall(original):
            self.conflicts.append(
                f"{one.relative}: names {self.record.namespace}, which is made anew: use the original names"
            )
        return content

    def fill(self) -> None:
        """Add everything else."""
        known = {one.relative for one in self.record.files}
        for relative, path in self._mentioned() if self.record.script else self._all():
            if relative not in known:
                target = self.to / relative
                target.parent.mkdir(parents=True, exist_ok=True)
                self._add(path, target)

    def _all(self) -> Iterator[tuple[str, Path]]:
        """Yield every file of a project, without environments, caches, version control and what is ours."""
        for parent, folders, names in os.walk(self.record.root):
            folders[:] = sorted(name for name in folders if not _is_left_out(Path(parent, name)))
            # `os.walk` lists links to folders as folders, and does not follow them.
            links = [name for name in folders if Path(parent, name).is_symlink()]
            for name in sorted((*names, *links)):
                path = Path(parent, name)
                if not is_ours(name) and (path.is_file() or path.is_symlink()):
                    yield path.relative_to(self.record.root).as_posix(), path

    def _mentioned(self) -> Iterator[tuple[str, Path]]:
        """Yield the script and the modules beside it that any word in it can mean: the folder may be anybody's."""
        root = self.record.root
        for path in sorted((root / PATCHES).glob("*/*")):
            yield path.relative_to(root).as_posix(), path
        waiting = [*self.to.rglob("*.py"), root / self.record.script]
        yield self.record.script, root / self.record.script
        seen = {self.record.script.removesuffix(".py")}
        while waiting:
            words = {word.decode() for word in _WORD.findall(waiting.pop().read_bytes())}
            for name in sorted(words - seen):
                seen.add(name)
                for path in _modules_of(root, name):
                    waiting.append(path)
                    yield path.relative_to(root).as_posix(), path

    def _add(self, path: Path, target: Path) -> None:
        """Copy a file, or a link as a link; where that is possible, no content is copied."""
        if path.is_symlink():
            real, root = path.resolve(), self.record.root
            inside = real.is_relative_to(root)
            target.symlink_to(os.path.relpath(real, path.parent.resolve()) if inside else real, path.is_dir())
            return
        try:
            os.link(path, target)
        except OSError:
            shutil.copy2(path, target)


def _is_left_out(folder: Path) -> bool:
    if folder.name in _SKIPPED or is_ours(folder.name) or (folder / MARKER).is_file():
        return True
    return (folder / "pyvenv.cfg").is_file() or (folder / "conda-meta").is_dir()


def _modules_of(root: Path, name: str) -> list[Path]:
    """Return the files of the module or package of a name in a folder."""
    found = [root / f"{name}.py"] if (root / f"{name}.py").is_file() else []
    folder = root / name
    if folder.is_dir() and not _is_left_out(folder):
        found += [path for path in sorted(folder.rglob("*.py")) if path.is_file() and "__pycache__" not in path.parts]
    return found
