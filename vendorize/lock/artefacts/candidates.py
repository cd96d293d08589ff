"""What a lock file offers for a version of a distribution, and how such files are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

_REVISION = re.compile(r"[0-9A-Za-z._+-]{1,128}")
HEXADECIMAL = re.compile(r"[a-z0-9_]{2,12}:[0-9a-f]{32,128}")


@dataclass(frozen=True, slots=True)
class Offered:
    """One artefact of a lock file."""

    name: str = ""
    """File name; empty where only hashes are given."""
    url: str = ""
    hashes: tuple[str, ...] = ()
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Candidates:
    """All artefacts that a file allows for one version."""

    told_by: str
    offered: tuple[Offered, ...]


Known = dict[tuple[str, str], Candidates]
"""Candidates by normalised name and version."""


def hash_text(text: str, file: Path) -> str:
    """Return a hash as `algorithm:hexadecimal`; raises `UserError` for anything else."""
    lowered = text.lower()
    if not HEXADECIMAL.fullmatch(lowered):
        raise UserError(f"{file}: {text[:100]!r} is no hash", hint="make the lock file anew with its own tool")
    return lowered


def public_url(url: str) -> str:
    """Return a URL without credentials, query and fragment; nothing for a place on a disk."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if not host or parts.scheme in {"", "file"} or not url.isprintable():
        return ""
    host = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))


def file_name(place: str) -> str:
    """Return the last part of a URL or path; empty for what cannot be the name of a file."""
    name = re.split(r"[?#]", place, maxsplit=1)[0].replace("\\", "/").rpartition("/")[2]
    return name if name.isprintable() else ""


def revision_text(text: str) -> str:
    """Return a revision of version control; empty for what cannot be one."""
    return text if _REVISION.fullmatch(text) else ""
