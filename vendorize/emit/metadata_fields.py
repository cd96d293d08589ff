"""The header fields of METADATA files, as lines: what is kept keeps its bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vendorize.emit.paths import inside, is_safe
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.model.plan import DistributionPlan

Field = tuple[str, str]
"""Name of a field in lower case, and its text with the lines that continue it."""
_MOST_BYTES = 4 << 20
_NEWLINE = re.compile(r"\r\n|\r|\n")


def read_metadata(distribution: DistributionPlan) -> tuple[Field, ...]:
    """Return the fields of a distribution's metadata; none where it has no readable ones."""
    if not distribution.info or not is_safe(distribution.info):
        return ()
    return read_fields(distribution.location / distribution.info, within=distribution.location)


def read_fields(info: Path, *, within: Path) -> tuple[Field, ...]:
    """Return the fields of METADATA, or PKG-INFO, of a metadata folder (or of the file that some eggs have instead)."""
    for path in (info / "METADATA", info / "PKG-INFO", info):
        text = read_text(path, within=within)
        if text is not None:
            return fields(text)
    return ()


def read_text(path: Path, *, within: Path) -> str | None:
    """Return the text of a file; None where there is none, or where it is a link out of the folder."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        return inside(path, within, path.name).read_text(encoding="utf-8", errors="replace")
    except (OSError, UserError):
        return None


def fields(text: str) -> tuple[Field, ...]:
    """Split the header of a METADATA text, up to its first empty line, into fields."""
    found: list[Field] = []
    for line in _NEWLINE.split(text):
        if not line.strip():
            break
        if line[0] in " \t" and found:
            name, value = found[-1]
            found[-1] = (name, f"{value}\n{line}")
        elif ":" in line:
            name, _, value = line.partition(":")
            found.append((name.strip().lower(), value.strip()))
    return tuple(found)


def values(found: Iterable[Field], name: str) -> tuple[str, ...]:
    """Return all values of a field, on one line each."""
    return tuple(" ".join(value.split()) for key, value in found if key == name.lower())
