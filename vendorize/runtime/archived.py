"""Read the archive of cold code that lies beside a written result."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST_BYTES: Final = 1 << 28
_RUNS: Final = re.compile(rb"__import__\('[\w.]+'\), exec\(\w+\('\w+'\)\)(?:  #[^\r\n]*)?\n")


def runs_archived(content: bytes) -> bool:
    """Tell whether a module's file is one line that runs its text in the archive: it is packed, or all of it cold."""
    return _RUNS.fullmatch(content) is not None


def texts_in(path: str, content: bytes) -> dict[str, tuple[bytes, bytes]]:
    """Return the texts of an archive by the paths of modules in the result: what is cold, and what is packed.

    `path` is that of the archive in the result (POSIX). It has paths as modules are imported by them: its own place
    tells the rest. Raises `UserError` for what is none, or is larger than any that we write.
    """
    if not content:
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(one.file_size for one in entries) > _MOST_BYTES:
                raise UserError(f"{path}: what it holds is too large to be cold code", hint="extract again")
            found = {one.filename: _parts(archive.read(one), one.comment) for one in entries}
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, zlib.error) as error:
        raise UserError(
            f"{path}: not an archive of cold code that can be read: {error}", hint="extract again"
        ) from error
    base = _base(path.rpartition("/")[0], found)
    return {f"{base}{name}": parts for name, parts in found.items()}


def _parts(text: bytes, comment: bytes) -> tuple[bytes, bytes]:
    """Return what of a text is cold, and that of a packed file, which begins where the comment says."""
    match comment.split():
        case [_, _, _, _, begin, *_] if begin.isdigit():
            return text[: int(begin)], text[int(begin) :]
        case _:
            return text, b""


def _base(home: str, names: Collection[str]) -> str:
    """Return the source root (`src/`, or nothing) of a folder of vendored code: what imports do not name of it."""
    parts = home.split("/") if home else []
    for length in range(len(parts)):
        inner = "/".join(parts[length:])
        if any(name.startswith(f"{inner}/") for name in names):
            return "".join(f"{part}/" for part in parts[:length])
    return ""
