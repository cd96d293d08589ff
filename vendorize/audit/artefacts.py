"""Find the artefact of a release in a folder, and read of it what an installer would install."""

from __future__ import annotations

import email.parser
import email.policy
import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from vendorize.audit.files import MOST_BYTES_OF_AN_ENTRY, archive_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from packaging.version import Version

_WHEEL = ".whl"
_SDISTS = (".tar.gz", ".zip")
_SOURCES = ("src", "lib", "python")
"""Folders of a source tree in which packages lie that are installed without them."""


class ArtefactFile(NamedTuple):
    """A wheel or sdist on disk."""

    path: Path
    key: str
    version: Version
    is_wheel: bool


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """The files of a release as they are, or would be, installed."""

    where: str
    """For people: the name of the artefact."""
    files: dict[str, bytes]
    """By POSIX path below site-packages, as `held` makes them; metadata folders are left out."""
    requirements: frozenset[str] | None
    """Those that hold without an extra, as written; None where nothing tells."""
    is_wheel: bool = True


def artefacts_of(folder: Path, key: str) -> tuple[ArtefactFile, ...]:
    """Return the wheels and sdists of a distribution directly in a folder: by version, wheels first."""
    found = (one for path in sorted(folder.iterdir()) if (one := _artefact(path)) is not None and one.key == key)
    return tuple(sorted(found, key=lambda one: (one.version, not one.is_wheel, _is_compiled(one), one.path.name)))


def read_artefact(artefact: ArtefactFile, top_level: frozenset[str]) -> ReleaseFiles:
    """Return what is in an artefact; of an sdist what lies below names that the installed release has at its top.

    Raises `UserError` for an archive that cannot be read or trusted.
    """
    files: dict[str, bytes] = {}
    metadata = b""
    for file in archive_files(artefact.path, _is_wanted, MOST_BYTES_OF_AN_ENTRY):
        parts = PurePosixPath(file.name).parts
        if artefact.is_wheel:
            if len(parts) == 2 and parts[0].endswith(".dist-info"):  # noqa: PLR2004 (a folder and a file)
                metadata = file.content if parts[1] == "METADATA" else metadata
                continue
            files.update(_installed(parts, file.content))
        elif parts[1:] == ("PKG-INFO",):
            metadata = file.content
        else:
            files.update(_from_source(parts[1:], file.content, top_level))
    return ReleaseFiles(artefact.path.name, files, required(metadata), is_wheel=artefact.is_wheel)


def held(name: str, content: bytes) -> bytes:
    """Return what is compared of a file: source as it is, of all else a digest, for there may be gigabytes of it."""
    return content if name.endswith(".py") else hashlib.sha256(content).digest()


def required(metadata: bytes) -> frozenset[str] | None:
    """Return the requirements of core metadata that hold without an extra; None where it does not say them all."""
    if not metadata:
        return None
    message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(metadata, headersonly=True)
    if "requires-dist" in {str(one).casefold() for one in message.get_all("Dynamic") or ()}:
        return None
    return unconditional(str(one) for one in message.get_all("Requires-Dist") or ())


def unconditional(requirements: Iterator[str]) -> frozenset[str]:
    """Return requirements without those of extras, each spelled in one way, for tools spell them differently."""
    return frozenset(_spelled(one) for one in requirements if "extra" not in one.partition(";")[2])


def _spelled(text: str) -> str:
    try:
        one = Requirement(text)
    except InvalidRequirement:
        return "".join(text.split())
    extras = f"[{','.join(sorted(map(canonicalize_name, one.extras)))}]" if one.extras else ""
    limits = one.url or ",".join(sorted(map(str, one.specifier)))
    return f"{canonicalize_name(one.name)}{extras}{limits}{f';{one.marker}' if one.marker else ''}"


def _artefact(path: Path) -> ArtefactFile | None:
    try:
        if path.name.endswith(_WHEEL):
            name, version, _, _ = parse_wheel_filename(path.name)
        elif path.name.endswith(_SDISTS):
            name, version = parse_sdist_filename(path.name)
        else:
            return None
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None
    return ArtefactFile(path, name, version, path.name.endswith(_WHEEL))


def _is_compiled(artefact: ArtefactFile) -> bool:
    return not artefact.path.name.endswith("-none-any.whl")


def _is_wanted(name: str) -> bool:
    return not name.endswith((".pyc", "/"))


def _installed(parts: tuple[str, ...], content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield where an installer puts a file of a wheel; other schemes than those of libraries lie elsewhere."""
    if len(parts) > 2 and parts[0].endswith(".data"):  # noqa: PLR2004 (folder, scheme, file)
        if parts[1] in {"purelib", "platlib"}:
            yield "/".join(parts[2:]), held(parts[-1], content)
    elif parts and not parts[0].endswith((".dist-info", ".data")):
        yield "/".join(parts), held(parts[-1], content)


def _from_source(parts: tuple[str, ...], content: bytes, top_level: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    inside = parts[1:] if parts[:1] and parts[0] in _SOURCES and parts[0] not in top_level else parts
    if inside and inside[0].removesuffix(".py") in top_level:
        yield "/".join(inside), held(parts[-1], content)
