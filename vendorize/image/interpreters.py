"""The Python of a base, or of a machine: where it is, and how much of it there is."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.model.image import ImageWeight
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.image.bases import ImageBase
    from vendorize_analysis.model.environment import Interpreter

_PLACES = ("usr/local/bin", "usr/bin", "bin", "opt/python/bin")
"""In the order of `PATH` in images; others come after them."""
_NAME = re.compile(r"(?:.*/)?bin/python(\d+\.\d+)")
_OWN = re.compile(
    r"(?:^|.*/)(?:lib(?:32|64)?/(?:[\w-]+/)?(?:libpython\d[^/]*|python\d+(?:\.\d+)?/.*)|bin/python\d?[^/]*)"
)
_OTHERS = re.compile(r"/(?:site|dist)-packages/|/__pycache__/")


def find_interpreter(base: ImageBase, version: str) -> str:
    """Return the absolute path of the Python of a version (`3.11`) in a base.

    Raises `UserError` where it has none, or only others: a result holds code, and perhaps compiled modules, for one.
    """
    found = {path: match[1] for path in base.tree.entries if (match := _NAME.fullmatch(path))}
    fitting = [path for path in sorted(found, key=_rank) if found[path] == version and base.tree.resolve(path)]
    if fitting:
        return f"/{fitting[0]}"
    others = ", ".join(sorted({f"Python {one}" for one in found.values()}))
    has = f"it has {others}" if others else "it has no Python at all"
    raise UserError(
        f"the base {base.place} has no Python {version}, for which the result is made: {has}",
        hint="take a base with that version, or extract with --python an interpreter of the base's version",
    )


def _rank(path: str) -> tuple[int, str]:
    folder = path.rpartition("/")[0]
    return (_PLACES.index(folder) if folder in _PLACES else len(_PLACES)), path


def interpreter_in(base: ImageBase) -> ImageWeight:
    """Return how much of a base is its interpreter: programs, library and standard library, without bytecode."""
    total = ImageWeight()
    for path, entry in base.tree.entries.items():
        if entry.kind == "file" and _OWN.fullmatch(path) and not _OTHERS.search(path):
            total = total.plus(1, entry.size)
    return total


def interpreter_here(interpreter: Interpreter) -> ImageWeight:
    """Return the same of the analysed interpreter, as it lies on this machine; nothing where that is not to be seen."""
    program = interpreter.executable.resolve()
    name = f"python{'.'.join(map(str, interpreter.version[:2]))}"
    total = ImageWeight(1, program.stat().st_size)
    for lib in (program.parent.parent / "lib", program.parent.parent / "lib64"):
        if (lib / name / "os.py").is_file():
            for place, folders, files in os.walk(lib / name):
                folders[:] = [one for one in folders if one not in {"site-packages", "dist-packages", "__pycache__"}]
                for one in files:
                    total = total.plus(1, (Path(place) / one).lstat().st_size)
            for library in lib.glob("libpython*"):
                total = total.plus(1, library.stat().st_size) if not library.is_symlink() else total
            break
    return total
