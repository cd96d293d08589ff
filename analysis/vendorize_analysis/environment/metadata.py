"""Read the metadata of an installed distribution: core metadata, entry points, licences, where it came from.

Sources: core metadata specification, entry points specification, PEP 610 (direct_url.json), PEP 639 (licences).
"""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from vendorize_analysis.environment.texts import REINSTALL, read_if_sound, read_text
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import EntryPoint
from vendorize_analysis.tables.licences import stated_licences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LICENSE_FILE = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
_SECTION = re.compile(r"\[(?P<extra>[^:\]]*):?(?P<marker>[^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a `dist-info` or `egg-info` says, its list of files apart."""

    folder: Path
    """The `dist-info` or `egg-info` folder; of distutils a file."""
    name: str
    key: str
    version: str
    requires_python: str
    requirements: tuple[str, ...]
    entry_points: tuple[EntryPoint, ...]
    licenses: tuple[str, ...]
    license_files: tuple[str, ...]
    """POSIX paths inside `folder`, existing or not."""
    top_level: tuple[str, ...]
    source: Path | None
    """The folder that it was installed from in editable mode (PEP 610)."""
    problems: tuple[str, ...] = ()
    """What could not be read, each with its file and line; nothing but `METADATA` must be sound."""
    broken: str = ""
    """Why `METADATA` does not say what is installed, with its file; name and version are then those of the folder."""


def read_metadata(folder: Path) -> Metadata | None:
    """Return the metadata of a `dist-info` or `egg-info`, None for a leftover that holds none.

    Raises `UserError` for a `METADATA` that does not say what is installed; all else may be broken, as for Python.
    """
    path = folder / ("METADATA" if folder.suffix == ".dist-info" else "PKG-INFO") if folder.is_dir() else folder
    if not os.path.lexists(path):
        if (folder / "RECORD").is_file():
            raise UserError(f"{path}:1: the metadata of an installed distribution is missing", hint=REINSTALL)
        return None
    headers = _headers(path)
    name, version = (_one(headers, field, path) for field in ("name", "version"))
    problems: list[str] = []
    return Metadata(
        folder=folder,
        name=name,
        key=canonicalize_name(name),
        version=version,
        requires_python=headers.get("requires-python", [""])[0],
        requirements=tuple(headers.get("requires-dist", ())) or tuple(_legacy_requirements(folder, problems)),
        entry_points=tuple(sorted(_entry_points(folder / "entry_points.txt", problems))),
        licenses=_licenses(headers),
        license_files=tuple(_license_files(headers.get("license-file", ()), folder)),
        top_level=tuple(sorted(name for name in _lines(folder / "top_level.txt", problems) if name.isidentifier())),
        source=_editable_source(folder / "direct_url.json", problems),
        problems=tuple(problems),
    )


def read_or_guess(folder: Path) -> Metadata | None:
    """Return the same; where `METADATA` does not say what is installed, what the folder's name says, and why."""
    try:
        return read_metadata(folder)
    except UserError as error:
        name, _, version = folder.stem.partition("-")
        return Metadata(
            folder=folder,
            name=name or folder.name,
            key=canonicalize_name(name or folder.name),
            version=version.partition("-")[0] or "0",
            requires_python="",
            requirements=(),
            entry_points=(),
            licenses=(),
            license_files=(),
            top_level=(),
            source=None,
            broken=error.message,
        )


def _headers(path: Path) -> dict[str, list[str]]:
    # The e-mail parser of the standard library takes longer than all else here, for a few lines before a long README.
    headers: dict[str, list[str]] = {}
    last: list[str] | None = None
    for number, line in enumerate(io.StringIO(read_text(path)), 1):
        if not line.rstrip("\r\n"):
            break  # a line of blanks does not end the headers: folded licence texts have them
        if line[0] in " \t":
            if last is not None:
                last[-1] += "\n" + line.strip()
            continue
        field, colon, value = line.partition(":")
        if not colon or " " in field.strip():
            # What follows an unfolded description is of no use to us; before the name it is no metadata at all.
            if "name" in headers and "version" in headers:
                continue
            raise UserError(f"{path}:{number}: expected `Field: value`, found {line.strip()[:60]!r}", hint=REINSTALL)
        last = headers.setdefault(field.strip().lower(), [])
        last.append(value.strip())
    return headers


def _one(headers: Mapping[str, list[str]], field: str, path: Path) -> str:
    value = headers.get(field, [""])[0]
    if not value:
        raise UserError(f"{path}:1: the metadata has no {field.capitalize()}", hint=REINSTALL)
    return value


def _entry_points(path: Path, problems: list[str]) -> Iterator[EntryPoint]:
    group = ""
    for number, raw in enumerate(read_if_sound(path, problems).splitlines(), 1):
        line = raw.strip()
        if not line or line[0] in "#;":
            continue
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1].strip()
            continue
        name, equals, value = line.partition("=")
        reference = value.partition("[")[0].strip()
        module, _, attribute = (part.strip() for part in reference.partition(":"))
        if not (group and equals and _is_dotted(module) and (not attribute or _is_dotted(attribute))):
            problems.append(f"{path}:{number}: no entry point, left out: {line[:80]!r}")
            continue
        yield EntryPoint(group, name.strip(), module, attribute)


def _is_dotted(name: str) -> bool:
    return all(piece.isidentifier() for piece in name.split("."))


def _licenses(headers: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the licences that metadata states, as SPDX identifiers where what it says means one."""
    stated = (headers.get("license-expression") or [""])[0]
    return stated_licences(stated, headers.get("license", ()), headers.get("classifier", ()))


def _license_files(named: Iterable[str], folder: Path) -> Iterator[str]:
    found = [place for name in named for place in (f"licenses/{name}", name)]
    if not found and folder.is_dir():
        found = sorted(entry for entry in os.listdir(folder) if _LICENSE_FILE.match(entry))  # noqa: PTH208 - fast
    yield from found


def _lines(path: Path, problems: list[str]) -> list[str]:
    return [line.strip() for line in read_if_sound(path, problems).splitlines()]


def _legacy_requirements(folder: Path, problems: list[str]) -> Iterator[str]:
    """Yield PEP 508 strings for the `requires.txt` of an `egg-info`: sections are extras and markers."""
    condition = ""
    for line in _lines(folder / "requires.txt", problems):
        section = _SECTION.fullmatch(line)
        if section:
            extra, marker = section["extra"], section["marker"]
            parts = ([f"({marker})"] if marker else []) + ([f'extra == "{extra}"'] if extra else [])
            condition = " and ".join(parts)
        elif line and not line.startswith("#"):
            # A requirement that has a URL needs the blank before the semicolon (PEP 508).
            yield f"{line} ; {condition}" if condition else line


def _editable_source(path: Path, problems: list[str]) -> Path | None:
    text = read_if_sound(path, problems)
    if not text:
        return None
    try:
        data = json.loads(text)
        editable = data["dir_info"]["editable"] is True
        url = urlsplit(data["url"])
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        problems.append(f"{path}:{line}: not JSON that can be read, left out: {str(error)[:80]}")
        return None
    except (KeyError, TypeError, AttributeError):
        return None
    if not editable or url.scheme != "file":
        return None
    if os.name != "nt":
        return Path(unquote(url.path))
    from urllib.request import url2pathname  # noqa: PLC0415 - brings the whole HTTP client along

    return Path(url2pathname(url.path))
