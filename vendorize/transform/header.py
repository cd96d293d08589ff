"""The line that says where a file is from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vendorize.transform.source import Edit

if TYPE_CHECKING:
    from vendorize.model.plan import DistributionPlan

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_NO_CODE = re.compile(rb"[ \t\f]*(?:#.*)?\Z")
_LONGEST_LICENCE = 80


def origin_line(distribution: DistributionPlan, relative: str) -> bytes:
    """Return the comment that names distribution, version, file and licence of a vendored module."""
    origin = f"# Vendored by vendorize from {distribution.name} {distribution.version}: {relative}"
    licences = " ".join(", ".join(distribution.licenses).split())
    if len(licences) > _LONGEST_LICENCE:
        licences = licences[:_LONGEST_LICENCE].rstrip() + "..."
    line = _ascii(f"{origin} (licence: {licences or 'not stated'})")
    # PEP 263 would read an encoding out of such a comment in the first two lines.
    return line if not _COOKIE.match(line) else _ascii(origin).replace(b"coding:", b"coding_").replace(b"=", b"_")


def origin_behind(distribution: DistributionPlan) -> bytes:
    """Return the comment behind the one line of a module whose text is elsewhere, and begins with the other one."""
    line = _ascii(f"  # Vendored by vendorize from {distribution.name} {distribution.version}")
    return b"" if _COOKIE.match(line) else line


def written_by(distribution: DistributionPlan, module: str, text: bytes) -> list[bytes]:
    """Return the comments that name the functions of a module that a language model wrote, and that are in its text."""
    found = []
    for one in distribution.rewritten:
        if one.module == module and f": {one.place}".encode() in text:
            wrote = f"# The language model {one.model} wrote {one.name}, not the authors of {distribution.name}"
            line = _ascii(f"{wrote}; evidence is beside {one.place}")
            found.append(line.replace(b":", b"_").replace(b"=", b"_") if _COOKIE.match(line) else line)
    return found


def header_edit(text: bytes, line: bytes, newline: bytes) -> Edit | None:
    """Return what puts a comment line after a `#!` line and an encoding cookie, which stay effective (PEP 263).

    None for a text that has the line there: extracting a result again gives the same bytes.
    """
    lines = text.splitlines(keepends=True)[:2]
    above = 0
    if lines and (lines[0].startswith(b"#!") or _COOKIE.match(lines[0])):
        above = 1
    if len(lines) > 1 and _NO_CODE.match(lines[0].rstrip(b"\r\n")) and _COOKIE.match(lines[1]):
        above = 2
    offset = sum(map(len, lines[:above]))
    if text[offset:].startswith((line + b"\n", line + b"\r")):
        return None
    apart = newline if offset and not text[:offset].endswith((b"\n", b"\r")) else b""
    return Edit(offset, offset, apart + line + newline)


def _ascii(text: str) -> bytes:
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return shown.encode("ascii", "backslashreplace")
