"""Read the names that a compiled module has in its data: what it imports and asks objects for stands there as text.

Compilers keep it in three ways. C and C++ end each text with a zero byte, and a linker may let a text be the end of a
longer one (the ELF specification on sections with SHF_MERGE and SHF_STRINGS). Rust, mypyc and Cython since 3.2 put
texts one behind the other, with nothing in between. Cython since 3.2 compresses them too: by zlib or bz2, and since 3.3
by a code of its own, of which `Cython/Utility/StringTools.c` says how it is undone.
"""

from __future__ import annotations

import bz2
import re
import zlib
from typing import TYPE_CHECKING, Final

from vendorize_analysis.scanning.segments import LOADED, segments_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES: Final = re.compile(rb"[A-Za-z0-9_][A-Za-z0-9_.]{2,}")
_SYMBOLS: Final = re.compile(rb"_Z|__pyx_|__Pyx_|_(?:init_)?cffi_(?!backend)|_R[0-9]*[BCIMNXY]\w*?Cs[0-9A-Za-z]+_[0-9]")
"""How names begin that only a linker reads, or that cffi's own C code has for its backend.

Of Rust these are of two kinds: `_Z` as C++ has it, and its own (RFC 2603), with a crate's name in each.
"""
_JOINING: Final = (b"cython_runtime", b"mypyc", b"rustc", b"Go build ID")
"""What stands in files of those who put texts one behind the other."""
_CYTHON: Final = _JOINING[0]
_PYTHON: Final = (b"PyInit_", b"PyModule_", b"PyObject_", b"PyImport_", b"PyErr_")
"""What a file has that speaks to Python: beginnings of names in its C API."""
_EVERYWHERE: Final = (b"__name__", b"__test__")
"""What each module of Cython has among its texts: a text without them is another one."""
_ZLIB: Final = re.compile(rb"\x78\xda")
"""How a stream of zlib at its best level begins (RFC 1950)."""
_BZIP2: Final = re.compile(rb"BZh[1-9]1AY&SY")
_PACKED: Final = re.compile(b"[%s]" % b"".join(re.escape(bytes([flags])) for flags in range(7, 256, 8)), re.DOTALL)
"""Where packed text may begin: at flags which say that the next three bytes stand for themselves, for nothing has come
before that could be repeated."""
_ALIGNMENT: Final = 32
"""Bytes: where arrays that are long begin, a multiple of it (GCC and Clang on x86-64; on others, 8 or 16)."""
_LONGEST: Final = 1 << 19
"""Bytes of text that are unpacked at most: where it ends is not said. The longest seen is a third of it."""
_LONGEST_PACKED: Final = _LONGEST + _LONGEST // 8
"""Bytes that they are unpacked from: what is packed is shorter, and of the rest a copy would be made."""
_SHORTEST_MATCH: Final = 3
_SAMPLE: Final = 200
"""Bytes that tell whether something is a text."""
_PRINTABLE: Final = bytes(range(32, 127)) + b"\n"


def read_names(data: bytes) -> tuple[str, str] | None:
    """Return the names in a file of compiled code, each on a line; None where its text cannot be read, or it is none.

    First those that end where the text does, then those in runs of texts one behind the other. A file that does not
    speak to Python at all has none.
    """
    if not data:
        return None
    if not any(sign in data for sign in _PYTHON):
        return "", ""
    plain = _lines(_loaded(data))
    if not any(sign in data for sign in _JOINING):
        return plain, ""
    unpacked = list(_unpacked(data)) if _CYTHON in data else []
    if unpacked:
        return "", f"{_lines(unpacked)}\n{plain}"
    return ("", plain) if _CYTHON not in data or _is_of_cython(data) else None


def _loaded(data: bytes) -> list[bytes]:
    """Return what is in memory when the code runs: symbols and debugging information are not; without segments all."""
    return [one.content for one in segments_of(data) or () if one.kind == LOADED] or [data]


def _lines(texts: list[bytes]) -> str:
    found = (one[0] for text in texts for one in _NAMES.finditer(text))
    return b"\n".join(sorted({name for name in found if not _SYMBOLS.match(name)})).decode("ascii")


def _is_of_cython(text: bytes) -> bool:
    return all(name in text for name in _EVERYWHERE)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the texts of a module of Cython that are compressed in its data."""
    rest = memoryview(data)
    for start in _ZLIB.finditer(data):
        try:
            text = zlib.decompressobj().decompress(rest[start.start() :][:_LONGEST_PACKED], _LONGEST)
        except zlib.error:
            continue
        if _is_of_cython(text):
            yield text
    for start in _BZIP2.finditer(data):
        try:
            text = bz2.BZ2Decompressor().decompress(rest[start.start() :][:_LONGEST_PACKED], _LONGEST)
        except (OSError, ValueError):
            continue
        if _is_of_cython(text):
            yield text
    for place in _places_of_packed(data) if b"LZSS" in data else ():
        text = unpack(data, place)
        if _is_of_cython(text):
            yield text
            return


def _places_of_packed(data: bytes) -> list[int]:
    """Return where packed text may begin, first where compilers put the beginning of an array.

    Each try costs more than finding the place. Nothing promises the order, so that the other places follow.
    """
    return sorted((found.start() for found in _PACKED.finditer(data)), key=lambda start: start % _ALIGNMENT != 0)


def unpack(data: bytes, start: int) -> bytes:
    """Return the text that begins at a place, up to where the code has no meaning any more.

    A byte says of each of the next eight tokens, from its lowest bit on, whether it is a byte as it stands, or how much
    to repeat of what has come out, and from where: distance from the end of the match, and its length less three, in
    two bytes (7 and 8 bits, or 9 and 5) or three (14 and 8), by their highest bits.
    """
    out, end, checked = bytearray(), len(data) - 4, 0
    while start < end and len(out) < _LONGEST:
        flags = data[start] | 0x100
        start += 1
        if out and len(out) >= _SAMPLE > checked and not _is_text(out):
            return b""
        checked = len(out)
        while flags > 1 and start < end:
            if flags & 1:
                out.append(data[start])
                start += 1
            else:
                distance, length, start = _repeated(data, start)
                begin = len(out) - distance - length
                if begin < 0:
                    return bytes(out)
                out += out[begin : begin + length]
            flags >>= 1
    return bytes(out)


def _is_text(out: bytearray) -> bool:
    """Tell whether what came out first is a text, as far as its letters tell."""
    return len(out[:_SAMPLE].translate(None, _PRINTABLE)) < _SAMPLE // 4


def _repeated(data: bytes, at: int) -> tuple[int, int, int]:
    """Return how far back from its own length a match begins, that length, and the place behind its code."""
    low, high = data[at], data[at + 1]
    if low < 0x80:  # noqa: PLR2004 (the highest bit)
        return low, high + _SHORTEST_MATCH, at + 2
    if high < 0x80:  # noqa: PLR2004
        return 0x80 + ((high << 2) & 0x180 | low & 0x7F), (high & 0x1F) + _SHORTEST_MATCH, at + 2
    return 0x80 + ((high & 0x7F) << 7 | low & 0x7F), data[at + 2] + _SHORTEST_MATCH, at + 3
