"""What a system loads of an ELF file: what its code can read, and whether two files are the same program to it.

Source: System V Application Binary Interface, chapters 4 and 5 (object files, program loading): the loader goes by the
program headers alone; the section headers are for linkers and debuggers. pyelftools was tried in place of this: it
reads section headers first, and refuses files that the loader loads (0.33, a library that is cut off before them).
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

LOADED: Final = 1
"""The kind of a segment that stands in memory (`PT_LOAD`)."""
_MAGIC: Final = b"\x7fELF"
_WIDE: Final = 2
_BIG: Final = 2


class Segment(NamedTuple):
    """One program header, and what it covers."""

    kind: int
    flags: int
    address: int
    physical: int
    filled: int
    """Bytes that come from the file."""
    size: int
    """Bytes in memory."""
    alignment: int
    aligned: bool
    """Its place in the file fits its address, as the loader wants it."""
    content: bytes
    """Without what says where in the file something is."""


class _Form(NamedTuple):
    """Where the fields of one class of ELF are."""

    tables: tuple[str, int]
    """Format and place of the offsets of program headers and of section headers."""
    counts: int
    """Place of size and number of the program headers, then of size, number and names of the section headers."""
    sections: tuple[tuple[int, int], ...]
    """Ranges in the file's header that speak of section headers."""
    header: str
    offset: tuple[int, int]
    """Range of the offset in a program header."""


_FORMS: Final = {
    1: _Form(("II", 28), 42, ((32, 36), (46, 52)), "8I", (4, 8)),
    2: _Form(("QQ", 32), 54, ((40, 48), (58, 64)), "IIQQQQQQ", (8, 16)),
}


def segments_of(data: bytes) -> tuple[Segment, ...] | None:
    """Return what a system loads of a file; None for what is no ELF, or is cut off."""
    form = _FORMS.get(data[4]) if data[:4] == _MAGIC and len(data) > 5 else None  # noqa: PLR2004 - after the magic
    if form is None:
        return None
    order = ">" if data[5] == _BIG else "<"
    plain = bytearray(data)
    try:
        first, _ = struct.unpack_from(order + form.tables[0], data, form.tables[1])
        size, count = struct.unpack_from(order + "HH", data, form.counts)
        places = [first + number * size for number in range(count)]
        headers = [struct.unpack_from(order + form.header, data, place) for place in places]
    except struct.error:
        return None
    for start, end in (*form.sections, *((place + form.offset[0], place + form.offset[1]) for place in places)):
        plain[start:end] = bytes(end - start)
    found = [_segment(header, plain, wide=data[4] == _WIDE) for header in headers]
    return None if any(len(one.content) != one.filled for one in found) else tuple(found)


def _segment(header: tuple[int, ...], data: bytearray, *, wide: bool) -> Segment:
    if wide:
        kind, flags, offset, address, physical, filled, size, alignment = header
    else:
        kind, offset, address, physical, filled, size, flags, alignment = header
    aligned = (offset - address) % (alignment or 1) == 0
    content = bytes(data[offset : offset + filled])
    return Segment(kind, flags, address, physical, filled, size, alignment, aligned, content)
