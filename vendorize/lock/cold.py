"""Read written modules as they run: with the cold code that has left them for the archive beside the result."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from vendorize.emit.merge import read
from vendorize.model.cold import ARCHIVE_NAME
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from vendorize.model.bundle import BundleFile
    from vendorize.model.lock import Lock, LockedFile

_MOST_BYTES = 1 << 28
_IMPORT = b"import "
"""How the first line of the archive's text begins where it is not of the module: it never runs."""


@dataclass(frozen=True, slots=True)
class ColdTexts:
    """The texts of a result's archive."""

    texts: Mapping[str, bytes] = field(default_factory=dict)
    """By the path of the written module."""

    def with_cold(self, file: LockedFile, content: bytes) -> bytes:
        """Return a written module with its cold code; as it is where that is nowhere, because it is denied, say."""
        text = self.texts.get(file.path)
        if text is None:
            return content
        return text if file.is_cold else merged(content, text)


def cold_texts(lock: Lock, content_of: Callable[[LockedFile], bytes]) -> ColdTexts:
    """Return the texts of a result, if it has an archive.

    An archive without any content is one that is not there. Raises `UserError` for what is none, is larger than any
    that we write, or has other modules than the lock says: who denies what is there hides it from a bill of materials.
    """
    archives = [file for file in lock.project.files if file.path.rpartition("/")[2] == ARCHIVE_NAME]
    texts = {path: text for one in archives for path, text in _texts(one.path, content_of(one)).items()}
    if texts:
        _check_same(lock, texts)
    return ColdTexts(texts)


def _check_same(lock: Lock, texts: Mapping[str, bytes]) -> None:
    for file in (file for one in lock.distributions for file in one.files):
        says = file.cold in {"load", "warn"}
        if says != (file.path in texts):
            message = f"{file.path}: the lock says that its cold code is {'' if says else 'not '}in {ARCHIVE_NAME}"
            raise UserError(f"{message}, and it is {'not' if says else 'there'}", hint="extract again")


def with_cold(file: BundleFile) -> bytes:
    """Return a module that will be written with its cold code; as it is where nothing of that will be there."""
    content, cold = read(file), file.cold
    if cold is None or cold.policy == "deny":
        return content
    return cold.text if cold.whole else merged(content, cold.text)


def merged(content: bytes, cold: bytes) -> bytes:
    """Return a module with the bodies of its cold functions where they were, on lines with the same numbers."""
    lines = cold.split(b"\n")
    lines[0] = b"" if lines[0].startswith(_IMPORT) else lines[0]
    pairs = zip_longest(lines, content.split(b"\n"), fillvalue=b"")
    return b"\n".join(ours or theirs for ours, theirs in pairs)


def _texts(path: str, content: bytes) -> dict[str, bytes]:
    """Return the texts of an archive, which has paths as modules are imported by them: its own place tells the rest."""
    if not content:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(one.file_size for one in entries) > _MOST_BYTES:
                raise UserError(f"{path}: what it holds is too large to be cold code", hint="extract again")
            found = {one.filename: archive.read(one) for one in entries}
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error) as error:
        raise UserError(
            f"{path}: not an archive of cold code that can be read: {error}", hint="extract again"
        ) from error
    base = _base(path.rpartition("/")[0], found)
    return {f"{base}{name}": text for name, text in found.items()}


def _base(home: str, names: Collection[str]) -> str:
    """Return the source root (`src/`, or nothing) of a folder of vendored code: what imports do not name of it."""
    parts = home.split("/") if home else []
    for length in range(len(parts)):
        inner = "/".join(parts[length:])
        if any(name.startswith(f"{inner}/") for name in names):
            return "".join(f"{part}/" for part in parts[:length])
    return ""
