"""Which files are in a folder, and which of them Python has made there itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize_analysis.reading import regular

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPILED = (".pyc", ".pyo")
_CACHE = "__pycache__"
_FLAGS = slice(4, 8)
"""Where a compiled module says whether it is known by a hash of its source, and whether that counts (PEP 552)."""
_BY_HASH, _COMPARED = 1, 2


def walked(top: Path, root: Path) -> Iterator[str]:
    """Yield the paths, as seen from `root`, of all files and links below a folder; no link is followed."""
    for folder, folders, names in os.walk(top):
        here = Path(folder).relative_to(root).as_posix()
        prefix = "" if here == "." else f"{here}/"
        folders.sort()
        links = [name for name in folders if Path(folder, name).is_symlink()]
        for name in (*names, *links):
            yield f"{prefix}{name}"


def is_cached(file: Path, *, installed: bool = False) -> bool:
    """Tell whether a file is a compiled module that Python left when it imported its source.

    One that is known by a hash is not: Python writes those by the time of the source, and would run this one on every
    machine, whatever it holds. Installers write such, where SOURCE_DATE_EPOCH is set.
    """
    if not file.name.endswith(_COMPILED) or file.parent.name != _CACHE:
        return False
    try:
        with open(file, "rb", opener=regular) as stream:
            flags = int.from_bytes(stream.read(_FLAGS.stop)[_FLAGS], "little")
    except OSError:
        return False
    return not flags or (installed and flags == _BY_HASH | _COMPARED)
