"""What a shared library loads, read from its file by pyelftools; the only module that knows it.

LIEF was tried beside it on 216 files of NumPy, SciPy, Pillow, pyarrow and psycopg (318 MB): the same answers in the
same time, with six times the memory, from a wheel seven times as large, where pyelftools is Python alone.
"""

from __future__ import annotations

import mmap
import posixpath
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.reading import regular

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC: Final = b"\x7fELF"
_OPENS: Final = b"dlopen"
_PUTS_TOGETHER: Final = re.compile(rb"lib%s|%s[^\0]{0,16}\.so|\0\.so(?:\.%d)?\0")
"""Texts that names of libraries are made with, as `printf` and `strcat` take them."""
_EVERYWHERE: Final = re.compile(r"\$(?:ORIGIN|\{ORIGIN\})(?=/|$)")
"""What the loader puts the file's own folder in for (ld.so(8))."""
_NAMES: Final = {"DT_NEEDED": "needed", "DT_RPATH": "rpath", "DT_RUNPATH": "runpath", "DT_SONAME": "soname"}

_STANDING_IN: Final = frozenset({"DT_FILTER", "DT_AUXILIARY", 0x7FFFFFFF, 0x7FFFFFFD})
"""Tags, or their numbers, by which a library has another one loaded in its place (gABI); their names are not read."""
MOST_LETTERS: Final = 1 << 20
"""Of all names that a file has: each of them may be the same long text."""


class Links(NamedTuple):
    """What a file says of libraries."""

    problem: str = ""
    """Why nothing could be read; all else is empty then."""
    needed: tuple[str, ...] = ()
    """Names that the loader looks for, and paths, as they are."""
    folders: tuple[str, ...] = ()
    """Where it looks first, from the file's own folder."""
    soname: str = ""
    """What others call it."""


def links_of(path: Path) -> Links:
    """Return what a library says of others. No error is raised: what cannot be read has a `problem`."""
    try:
        from elftools.elf.elffile import ELFFile  # noqa: PLC0415 - an optional extra
    except ImportError:
        return Links("pyelftools, which reads what it loads, is not installed (the extra elf)")
    try:
        with open(path, "rb", opener=regular) as stream:
            if stream.read(4) != _MAGIC:
                return Links("it is no ELF file")
            return _links(ELFFile(stream))
    except OSError as error:
        return Links(f"it cannot be read: {error.strerror or error}")
    except Exception:  # noqa: BLE001 - what a parser raises on damaged bytes is up to it
        return Links("it is cut off or damaged")


def _links(file: object) -> Links:
    found, left = {name: list[str]() for name in _NAMES}, MOST_LETTERS
    segments = [*file.iter_segments("PT_DYNAMIC")]  # type: ignore[attr-defined]
    for tag in (one for segment in segments for one in segment.iter_tags()):
        if tag.entry.d_tag in _STANDING_IN:
            return Links("it stands for another library (DT_FILTER, DT_AUXILIARY)")
        if tag.entry.d_tag in found:
            text = getattr(tag, _NAMES[tag.entry.d_tag])
            left -= len(text) + 1
            if left < 0:
                return Links("it names more than any library would")
            found[tag.entry.d_tag].append(text)
    if not segments:
        return Links("it has no table of what it loads")
    paths = ":".join(found["DT_RUNPATH"] or found["DT_RPATH"]).split(":")
    inside = (_EVERYWHERE.sub(".", one) for one in paths if _EVERYWHERE.match(one))
    folders = tuple(posixpath.normpath(one) for one in inside)
    return Links("", tuple(found["DT_NEEDED"]), folders, "".join(found["DT_SONAME"][:1]))


class Openers(NamedTuple):
    """What compiled code that opens libraries when it runs says of them."""

    names: frozenset[str]
    """Those of the names asked about that stand in the file."""
    computed: bool
    """It puts names of libraries together."""


def opened_by(path: Path, names: frozenset[str]) -> Openers:
    """Return which libraries a compiled file may open by `dlopen`, by names, or beginnings of some, that it has."""
    try:
        with (
            open(path, "rb", opener=regular) as stream,
            mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            if content.find(_OPENS) < 0:
                return Openers(frozenset(), computed=False)
            found = frozenset(name for name in names if content.find(name.encode()) >= 0)
            return Openers(found, _PUTS_TOGETHER.search(content) is not None)
    except (OSError, ValueError):  # nothing can be mapped of an empty file
        return Openers(frozenset(), computed=True)
