"""Where the lock, the result, the project and its configuration are, and where in them something stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.emit import MARKER, read_manifest
from vendorize.emit.paths import inside
from vendorize.lock.plain import spelled
from vendorize.storage import digest_of_path
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.bundle import Manifest
    from vendorize.model.lock import Lock, LockedFile


@dataclass(frozen=True)
class LockedResult:
    """A result with its lock, and the project that it was made from."""

    lock: Lock
    lock_file: Path
    result: Path
    """Folder of the result; the project itself where that was changed in place."""
    root: Path
    """Folder of the project."""
    config: Path
    """File of the configuration, which may not be there."""
    wheel: Path | None = None
    """The wheel that `result` is unpacked from."""

    @cached_property
    def manifest(self) -> Manifest | None:
        """The record of a folder that was written by `--out`; None for a project that was changed in place.

        Raises `UserError` for one that cannot be understood.
        """
        found = read_manifest(self.result)
        marker = self.result / MARKER
        if found is None and (marker.is_symlink() or marker.exists()):
            raise UserError(f"{marker}: not a record that this version of vendorize knows", hint="extract again")
        return found

    @property
    def is_apart(self) -> bool:
        """Whether the result is a folder of its own, so that the project is there as it was."""
        return self.result != self.root

    @property
    def is_whole(self) -> bool:
        """Whether all of the result's folder is of us: it was written by `--out`, and nobody edits what is in it."""
        return self.lock.complete and not self.is_built

    @property
    def is_installed(self) -> bool:
        """Whether the result lies where an installer has put it, beside other distributions."""
        return self.is_built and self.wheel is None

    @property
    def is_built(self) -> bool:
        """Whether the result is a wheel, or was installed from one: nobody edits what is in it."""
        return self.lock_file.parent.suffix == ".dist-info"

    def shown(self, file: Path) -> Path:
        """Return a file as people know it: one that a wheel was unpacked to, as one below that wheel."""
        if self.wheel is None or not file.is_relative_to(self.result):
            return file
        return self.wheel / file.relative_to(self.result)

    def unedited(self, file: LockedFile) -> bytes:
        """Return a written file; nothing where it is not, or not as it was written."""
        same = digest_in(self.result, file.path) == file.sha256
        return (self.result / file.path).read_bytes() if same else b""

    def first_party(self) -> frozenset[str]:
        """Return the written paths of first-party modules: what people go on editing after a change in place."""
        return frozenset(one.path for one in self.lock.project.files if one.source.endswith((".py", ".pyw")))

    def metadata(self) -> frozenset[str]:
        """Return the written paths of the project's own metadata, of which only the requirements matter here."""
        found = {one.path for one in self.lock.project.files if one.source} - self.first_party()
        return frozenset(found | ({"setup.py"} & self.first_party()))

    def locked_at(self, value: str, key: str = "") -> int:
        """Return the line of the lock that names something, as the value of a key where one is given."""
        text = json.dumps(spelled(value), ensure_ascii=False)
        return line_of(self.lock_file, f"{key} = {text}" if key else text)

    def configured_at(self, value: str) -> int:
        """Return the line of the configuration that names something."""
        return line_of(self.config, value)


def line_of(file: Path, text: str) -> int:
    """Return the first line of a file that has a text in it; 1 where none has, or nothing can be read."""
    try:
        content = file.read_bytes()
    except OSError:
        return 1
    at = content.find(text.encode("utf-8", "surrogateescape"))
    return content.count(b"\n", 0, at) + 1 if at >= 0 else 1


def digest_in(folder: Path, relative: str) -> str:
    """Return the SHA-256 of a file in a folder; empty where no regular file is there.

    Raises `UserError` for a link out of the folder.
    """
    path = folder / relative
    if path.is_symlink() or path.exists():
        real = inside(path, folder, relative)
        if real.is_file():
            return digest_of_path(real)[0].hex()
    return ""
