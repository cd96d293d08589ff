"""Read written modules as they run: with the cold code that has left them for the archive beside the result."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from vendorize.emit.merge import read
from vendorize.model.cold import ARCHIVE_NAME, DOC_SIGN
from vendorize.runtime.archived import runs_archived, texts_in
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vendorize.model.bundle import BundleFile
    from vendorize.model.lock import Lock, LockedFile

_SIGN = f'"{DOC_SIGN}"'.encode()
_IMPORT = b"import "
"""How the first line of the archive's text begins where it is not of the module: it never runs."""


@dataclass(frozen=True, slots=True)
class ColdTexts:
    """The texts of a result's archive, by the path of the written module."""

    texts: Mapping[str, bytes] = field(default_factory=dict)
    """What cold code has left."""
    levels: Mapping[str, bytes] = field(default_factory=dict)
    """What packed modules are without that."""

    def with_cold(self, file: LockedFile, content: bytes) -> bytes:
        """Return a written module with its cold code; as it is where that is nowhere, because it is denied, say."""
        text, level = self.texts.get(file.path), self.levels.get(file.path)
        # One that is something else than a line runs itself, whatever the archive has.
        content = level if level is not None and runs_archived(content) else content
        if text is None:
            return content
        return text if file.is_cold else merged(content, text)


def cold_texts(lock: Lock, content_of: Callable[[LockedFile], bytes]) -> ColdTexts:
    """Return the texts of a result, if it has an archive.

    An archive without any content is one that is not there. Raises `UserError` for what is none, is larger than any
    that we write, or has other modules than the lock says: who denies what is there hides it from a bill of materials.
    """
    archives = [file for file in lock.project.files if file.path.rpartition("/")[2] == ARCHIVE_NAME]
    texts, levels = dict[str, bytes](), dict[str, bytes]()
    for one in archives:
        for path, (text, level) in texts_in(one.path, content_of(one)).items():
            texts |= {path: text} if text else {}
            levels |= {path: level} if level else {}
    if texts or levels:
        _check_same(lock, texts)
    return ColdTexts(texts, levels)


def _check_same(lock: Lock, texts: Mapping[str, bytes]) -> None:
    for file in (file for one in lock.distributions for file in one.files):
        says = file.cold in {"load", "warn"}
        if says != (file.path in texts):
            message = f"{file.path}: the lock says that its cold code is {'' if says else 'not '}in {ARCHIVE_NAME}"
            raise UserError(f"{message}, and it is {'not' if says else 'there'}", hint="extract again")


def with_cold(file: BundleFile) -> bytes:
    """Return a module that will be written with its cold code; as it is where nothing of that will be there."""
    content, cold = file.packed.text if file.packed is not None else read(file), file.cold
    if cold is None or cold.policy == "deny":
        return content
    return cold.text if cold.whole else merged(content, cold.text)


def merged(content: bytes, cold: bytes) -> bytes:
    """Return a module with the bodies of its cold functions where they were, on lines with the same numbers."""
    lines = cold.split(b"\n")
    lines[0] = b"" if lines[0].startswith(_IMPORT) else lines[0]
    lines = [b"" if line.strip() == _SIGN else line for line in lines]
    pairs = zip_longest(lines, content.split(b"\n"), fillvalue=b"")
    return b"\n".join(ours or theirs for ours, theirs in pairs)
