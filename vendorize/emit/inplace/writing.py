"""Apply a result to the project itself, or take it back: every file, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vendorize.emit.inplace.originals import AS_IT_IS, ATTRIBUTES, OBJECTS, RECORD, Originals, Written, originals_source
from vendorize.emit.inplace.private import private_imports
from vendorize.emit.merge import digest
from vendorize.emit.paths import check_files
from vendorize.emit.write import disk_errors
from vendorize.storage import FileChange, apply, digest_of_path
from vendorize_analysis.errors import UserError, first_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vendorize.model.bundle import Bundle, BundleFile


def write_in_place(
    bundle: Bundle,
    record: Originals,
    *,
    namespace: str,
    sources: Path | None = None,
    more: Sequence[FileChange] = (),
) -> tuple[str, ...]:
    """Return the files of the project that were changed: those that differ; on any failure all are as before.

    `record` says what was written earlier (nothing, the first time), `namespace` which private package this result
    has; `sources` is the folder with the project as the result was made from it, if that is not the project itself;
    `more` are changes of the user's own files, which nobody takes back. Whoever calls has the project's lock.
    """
    check_files(bundle.files)
    with disk_errors(record.root):
        update = _Update(record, namespace, sources or record.root)
        for file in bundle.files:
            update.take(file)
        update.check_imports()
        update.leave_out({file.relative for file in bundle.files})
        changes = [*update.changes(), *more]
        if changes:
            apply(record.root, changes, emptied=_emptied(record))
    return tuple(change.relative for change in changes)


def take_back(record: Originals, *, force: bool = False, dry_run: bool = False) -> tuple[str, ...]:
    """Return the files that are as they were before the project was changed in place, or were with `dry_run`.

    Raises `UserError` that names the files which somebody has edited since, unless with `force`.
    """
    with disk_errors(record.root):
        edited = [] if force else edited_since(record, record.files)
        if edited:
            raise UserError(
                f"{record.root}: changed since vendorize wrote it: {first_of(edited)}",
                hint="save these changes elsewhere, then use --force to have the originals back all the same",
            )
        changes = list(_restoring(record))
        if changes and not dry_run:
            apply(record.root, changes, emptied=_emptied(record))
    return tuple(change.relative for change in changes if not change.relative.startswith(f"{record.home}/"))


def edited_since(record: Originals, files: Iterable[Written]) -> list[str]:
    """Return those of the files that are neither as written nor as they were before."""
    return [one.relative for one in files if digest_at(record.root / one.relative) not in {one.written, one.original}]


def digest_at(path: Path) -> str:
    """Return the SHA-256 of a file; empty where there is none."""
    return digest_of_path(path)[0].hex() if path.is_file() else ""


def _emptied(record: Originals) -> tuple[str, ...]:
    return (*record.folders, record.home, f"{record.home}/{OBJECTS}")


def _restoring(record: Originals) -> Iterator[FileChange]:
    for one in record.files:
        if digest_at(record.root / one.relative) != one.original:
            yield FileChange(one.relative, record.content(one.original) if one.original else None)
    yield from _forgetting(record)


def _forgetting(record: Originals) -> Iterator[FileChange]:
    home = record.root / record.home
    yield from (FileChange(_inside(record.root, path), None) for path in sorted(home.rglob("*")) if path.is_file())


def _inside(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


@dataclass(slots=True)
class _Update:
    """Finds out which files change, and what must be remembered of them."""

    record: Originals
    namespace: str
    sources: Path
    files: dict[str, Written] = field(default_factory=dict)
    objects: dict[str, bytes | Path] = field(default_factory=dict)
    wanted: dict[str, FileChange] = field(default_factory=dict)
    borrowed: list[str] = field(default_factory=list)
    """Places in the project's own code that import from what earlier runs have written."""

    def take(self, file: BundleFile) -> None:
        """Look at a file of the result."""
        original = self.sources / file.relative
        if self.record.files and file.origin and not file.distribution:
            lines = private_imports(original, file.origin, self.record.namespace)
            self.borrowed += [f"{file.relative}:{line}" for line in lines]
        if file.content == original and self._is_unchanged(file.content, file.relative):
            return
        relative = self._real(file.relative)
        written, before = digest(file)[0].hex(), digest_at(original)
        if written != before:
            known = self.files.setdefault(relative, Written(relative, before, written))
            if known.written != written:
                raise UserError(
                    f"{relative}: two files of the result are links to this one, and differ",
                    hint="replace the links by files, or use --out",
                )
            if before:
                self.objects[before], self.objects[written] = original, file.content
        if digest_at(self.record.root / relative) != written:
            self.wanted[relative] = FileChange(relative, file.content, executable=file.executable)

    def check_imports(self) -> None:
        """Refuse code that uses the private package by its own name: nobody knows then what of it must stay."""
        if self.borrowed:
            raise UserError(
                f"{self.record.root}: {self.record.namespace} is made anew, and imported in {first_of(self.borrowed)}",
                hint="import the original names there; what they name must be installed",
            )

    def leave_out(self, present: set[str]) -> None:
        """Take back what an earlier result has written and this one has not."""
        for one in self.record.files:
            if one.relative in present or one.relative in self.files:
                continue
            original = self.sources / one.relative
            if digest_at(original) != digest_at(self.record.root / one.relative):
                self.wanted[one.relative] = FileChange(one.relative, original if original.is_file() else None)

    def changes(self) -> list[FileChange]:
        """Return all changes, those of the record included; none where the project is as it shall be."""
        root, home = self.record.root, self.record.home
        if not self.files:
            return [*(self.wanted[relative] for relative in sorted(self.wanted)), *_forgetting(self.record)]
        here = root / home
        objects = [
            FileChange(f"{home}/{OBJECTS}/{name}", content)
            for name, content in sorted(self.objects.items())
            if digest_at(here / OBJECTS / name) != name
        ]
        stale = [path for path in sorted(here.glob(f"{OBJECTS}/*")) if path.name not in self.objects]
        folders = {one for one in self.record.folders if (root / one).is_dir()} | _missing(root, self.files)
        record = Originals(
            root, self.record.script, self.namespace, tuple(sorted(self.files.values())), tuple(sorted(folders))
        )
        notes = {RECORD: originals_source(record), ATTRIBUTES: AS_IT_IS}
        return [
            *objects,
            *(self.wanted[relative] for relative in sorted(self.wanted)),
            *(FileChange(_inside(root, path), None) for path in stale),
            *(
                FileChange(f"{home}/{name}", content)
                for name, content in notes.items()
                if digest_at(here / name) != sha256(content).hexdigest()
            ),
        ]

    def _is_unchanged(self, content: Path, relative: str) -> bool:
        target = self.record.root / relative
        return content == target or (target.is_file() and content.samefile(target))

    def _real(self, relative: str) -> str:
        """Return where a path of the result leads in the project; a link out of it is refused."""
        root = self.record.root
        target = root / relative
        real = target.resolve()
        if not real.is_relative_to(root) or (target.exists() and not target.is_file()):
            raise UserError(
                f"{relative}: cannot be written in place: a link out of the project, or no file",
                hint="put the file itself there, or use --out",
            )
        return real.relative_to(root).as_posix()


def _missing(root: Path, files: Iterable[str]) -> set[str]:
    """Return the folders above the files that are not there yet."""
    return {
        parent.as_posix()
        for relative in files
        for parent in PurePosixPath(relative).parents
        if parent.parts and not (root / parent).exists()
    }
