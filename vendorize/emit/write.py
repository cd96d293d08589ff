"""Write a result into a folder: built aside, then swapped in."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vendorize.emit.manifest import MARKER, entry_of, manifest_source, read_manifest
from vendorize.emit.paths import check_files
from vendorize.model.bundle import Manifest, ManifestEntry
from vendorize.storage import digest_of_path, locked, real_place, settle, sibling, swap
from vendorize_analysis.errors import UserError, first_of
from vendorize_analysis.reading import regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.bundle import Bundle, BundleFile

_MADE_BY_RUNNING = ("__pycache__", ".pyc")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write(bundle: Bundle, out: Path, *, layout: str, force: bool = False) -> Manifest:
    """Return what was written into `out`, all of it; on any failure nothing changes there.

    A folder that vendorize did not write is never replaced; one that was changed since only with `force`.
    """
    check_files(bundle.files, MARKER)
    with disk_errors(out):
        out = real_place(out)
        with _folders(out.parent), locked(sibling(out, "lock"), out):
            settle(out)
            check_replaceable(out, force=force)
            try:
                manifest = _build(bundle, sibling(out, "new"), out, layout)
                swap(out)
            except BaseException:
                settle(out)
                raise
    return manifest


def restore(out: Path) -> None:
    """Finish or take back what a killed run has left of a result."""
    with disk_errors(out):
        out = real_place(out)
        if any(sibling(out, name).exists() for name in ("old", "new", "gone")):
            with locked(sibling(out, "lock"), out):
                settle(out)


def check_place(out: Path) -> None:
    """Refuse a place that no folder can be at: a link that leads in a circle."""
    with disk_errors(out):
        real_place(out)


def _build(bundle: Bundle, new: Path, out: Path, layout: str) -> Manifest:
    """Write the files and the record of them into a new folder."""
    new.mkdir()
    manifest = Manifest(out, layout, tuple(write_file(file, new) for file in _sorted(bundle)))
    (new / MARKER).write_bytes(manifest_source(manifest))
    return manifest


def _sorted(bundle: Bundle) -> list[BundleFile]:
    return sorted(bundle.files, key=lambda file: file.relative)


def check_replaceable(out: Path, *, force: bool = False) -> None:
    """Refuse to replace what is not ours, or what somebody changed."""
    if not out.exists():
        return
    if not out.is_dir():
        raise UserError(f"{out} is no folder", hint="choose another --out")
    manifest = read_manifest(out)
    if manifest is None:
        if any(out.iterdir()):
            raise UserError(
                f"{out} is not empty, and vendorize did not write it", hint="choose another --out, or empty it"
            )
        return
    touched = [] if force else changed_since(manifest)
    if touched:
        raise UserError(
            f"{out} has files that were added or changed since vendorize wrote it: {first_of(touched)}",
            hint="save them elsewhere, then use --force to replace the folder",
        )


def changed_since(manifest: Manifest) -> list[str]:
    """Return the files of a result that somebody added or changed; what Python has compiled there does not count."""
    known = {entry.relative: entry for entry in manifest.entries}
    touched = []
    for path in sorted(manifest.root.rglob("*")):
        relative = path.relative_to(manifest.root).as_posix()
        if (path.is_dir() and not path.is_symlink()) or relative == MARKER:
            continue
        entry = known.get(relative)
        if entry is None and _is_compiled(path):
            continue
        if entry is None or path.is_symlink() or not path.is_file() or digest_of_path(path)[0].hex() != entry.sha256:
            touched.append(relative)
    return touched


def _is_compiled(path: Path) -> bool:
    return path.suffix in _MADE_BY_RUNNING and path.parent.name in _MADE_BY_RUNNING


def write_file(file: BundleFile, folder: Path) -> ManifestEntry:
    """Write one file of a result below a folder."""
    path = folder / file.relative
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(file.content, bytes):
        path.write_bytes(file.content)
    else:
        with open(file.content, "rb", opener=regular) as source, path.open("xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    if file.executable:
        mode = path.stat().st_mode
        # Who may read it may run it.
        path.chmod(mode | (mode & 0o444) >> 2)
    return entry_of(file, *digest_of_path(path))


@contextmanager
def _folders(folder: Path) -> Iterator[None]:
    """Make a folder and those above it; on failure take those away again that were made."""
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for one in made:
            if one.is_dir() and not any(one.iterdir()):
                one.rmdir()
        raise


@contextmanager
def disk_errors(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error that the user can mend."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        where = f" ({error.filename})" if error.filename else ""
        full = error.errno in _FULL
        hint = "free some space, then run it again; nothing was changed" if full else "nothing was changed"
        raise UserError(f"cannot write {place}: {reason}{where}", hint=hint) from error
