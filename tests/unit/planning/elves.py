"""Shared libraries made by hand: as much of an ELF file as the loader needs to find what it loads."""

from __future__ import annotations

import struct
from typing import Final

_NEEDED: Final = 1
_STRTAB: Final = 5
_STRSZ: Final = 10
_SONAME: Final = 14
_RPATH: Final = 15
_RUNPATH: Final = 29
_AUXILIARY: Final = 0x7FFFFFFD
_HEADER: Final = 64
_SEGMENT: Final = 56


def elf(
    *needed: str, rpath: str = "", runpath: str = "", soname: str = "", text: bytes = b"", filters: str = ""
) -> bytes:
    """Return a library for 64-bit x86; `text` is what stands in its data, and `filters` what it stands in for."""
    names = [(_NEEDED, name) for name in needed] + [(_AUXILIARY, filters)] * bool(filters)
    names += [(tag, name) for tag, name in ((_RPATH, rpath), (_RUNPATH, runpath), (_SONAME, soname)) if name]
    strings, entries = b"\0", []
    for tag, name in names:
        entries.append((tag, len(strings)))
        strings += name.encode() + b"\0"
    start = _HEADER + 2 * _SEGMENT
    table = start + 16 * (len(entries) + 3)
    entries += [(_STRTAB, table), (_STRSZ, len(strings)), (0, 0)]
    dynamic = b"".join(struct.pack("<qQ", *entry) for entry in entries)
    size = table + len(strings) + len(text)
    header = (
        b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, _HEADER, 0, 0, 64, 56, 2, 64, 0, 0)
    )
    segments = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, size, size, 4096)
    segments += struct.pack("<IIQQQQQQ", 2, 6, start, start, start, len(dynamic), len(dynamic), 8)
    return header + segments + dynamic + strings + text
