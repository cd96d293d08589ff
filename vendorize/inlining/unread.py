"""Files of the project that the analysis did not read, and that may name what moves."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vendorize.model.inlined import Obstacle
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vendorize.inlining.ground import Ground

_SKIPPED: Final = frozenset({"__pycache__", "build", "dist", "node_modules", "site-packages"})
_LARGEST: Final = 3_000_000
"""Bytes; the analysis reads no larger file either."""


def find_unread(ground: Ground, names: Collection[str]) -> list[Obstacle]:
    """Return the Python files of a project that nobody has read and that have one of the names beside a dependency's.

    A script has no other files. Environments, caches, what is built and vendored copies are passed over.
    """
    project = ground.analysis.project
    if project.kind == "script":
        return []
    known = {loaded.path.resolve() for loaded in ground.analysis.modules.values()}
    wanted = _words(names)
    tops = _words({name.partition(".")[0] for name in ground.analysis.modules if ground.is_foreign(name)})
    found = []
    for path in _files(project.root):
        text = b"" if path.resolve() in known else _text(path)
        hit = wanted.search(text)
        if hit is not None and tops.search(text):
            line = text.count(b"\n", 0, hit.start()) + 1
            place = path.relative_to(project.root).as_posix()
            reason = f"names {hit[0].decode()}, and is no part of what was analysed: --root adds it"
            found.append(Obstacle(place, line, reason))
    return found


def _words(names: Collection[str]) -> re.Pattern[bytes]:
    return re.compile(rb"\b(" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")\b")


def _text(path: Path) -> bytes:
    """Return the content of a file; nothing of one that cannot be read, or that the analysis would not read."""
    try:
        return read_bytes(path) if path.stat().st_size <= _LARGEST else b""
    except OSError:
        return b""


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED and not name.startswith(".") and not Path(folder, name, "pyvenv.cfg").is_file()
        )
        yield from (Path(folder, name) for name in sorted(names) if name.endswith((".py", ".pyw")))
