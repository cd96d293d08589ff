"""What a change in place has to remember: the sources as they were before, and what was written over them.

It is in the project's folder `.vendorize`: a record that names each file, and the contents under their digests, so that
no tool takes them for code. Of a file that was replaced there are both: what the user has changed in the new text can
then be told apart from what we did.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.emit.paths import is_safe
from vendorize.storage import STATE, digest_of_path
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

RECORD = "in-place.json"
OBJECTS = "objects"
ATTRIBUTES = ".gitattributes"
AS_IT_IS = b"* -text\n"
"""Content of the attributes: Git must not change the ends of lines of what is known by its digest."""
_SCHEMA = 1


@dataclass(frozen=True, slots=True, order=True)
class Written:
    """One file that was replaced or added."""

    relative: str
    """POSIX path in the project."""
    original: str
    """SHA-256 of what was there; empty where nothing was."""
    written: str
    """SHA-256 of what is there now, if nobody has changed it."""


@dataclass(frozen=True, slots=True)
class Originals:
    """The record of a change in place."""

    root: Path
    script: str
    """Name of the file that is the program; empty for a project."""
    namespace: str = ""
    files: tuple[Written, ...] = ()
    folders: tuple[str, ...] = ()
    """Those that the change has made."""

    @property
    def home(self) -> str:
        """Return the folder of the record, in the project."""
        return home_of(self.script)

    def content(self, sha256: str) -> bytes:
        """Return what has this digest; raises `UserError` where it is missing or damaged."""
        file = self.root / self.home / OBJECTS / sha256
        if not file.is_file() or digest_of_path(file)[0].hex() != sha256:
            raise UserError(
                f"{file} is missing or damaged: the original of a file cannot be had back",
                hint=f"restore {self.root / self.home} from version control, or the sources themselves",
            )
        return file.read_bytes()


def home_of(script: str) -> str:
    """Return the name of the folder with the record of a project, or of a single file."""
    return f"{STATE}-{script}" if script else STATE


def read_originals(root: Path, script: str) -> Originals | None:
    """Return the record of a change in place; None where there was none.

    Raises `UserError` for a record that cannot be understood.
    """
    file = root / home_of(script) / RECORD
    try:
        content = json.loads(file.read_bytes())
        if content["schema"] != _SCHEMA:
            raise UserError(f"{file}: of another version of vendorize", hint="use that version")
        files = tuple(_written(one) for one in content["files"])
        return Originals(root, script, str(content["namespace"]), files, tuple(map(_checked, content["folders"])))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(f"{file}: cannot be read: {error}", hint="restore it from version control") from error


def originals_source(originals: Originals) -> bytes:
    """Return the record as JSON: the same for the same files, and without the place of the project."""
    files = [
        {"path": one.relative, "original": one.original, "written": one.written} for one in sorted(originals.files)
    ]
    content = {
        "schema": _SCHEMA,
        "namespace": originals.namespace,
        "files": files,
        "folders": sorted(originals.folders),
    }
    return (json.dumps(content, indent=1) + "\n").encode("ascii")


def _written(content: dict[str, object]) -> Written:
    return Written(_checked(content["path"]), _digest(content["original"]), _digest(content["written"]))


def _checked(relative: object) -> str:
    if not isinstance(relative, str) or not is_safe(relative):
        raise ValueError(relative)
    return relative


def _digest(text: object) -> str:
    if not isinstance(text, str) or not (text == "" or (len(text) == 64 and set(text) <= set("0123456789abcdef"))):  # noqa: PLR2004 - SHA-256 in hexadecimal
        raise ValueError(text)
    return text
