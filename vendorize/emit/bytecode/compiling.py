"""Have the analysed interpreter compile files, in children of ours that run nothing of what they compile."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.emit.children import ask, on_disk, run_children, write_scripts
from vendorize.ending import ended_by_signals, temporary_folder
from vendorize.model.bundle import BundleFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vendorize.model.bytecode import Bytecode

_CHILD = "child.py"
_OWN = "vendorize.emit.bytecode"
_FEWEST = 100
"""Files that are worth a process of their own."""
_HINT = "extract without --compile"


def compiled(files: Sequence[BundleFile], bytecode: Bytecode) -> list[BundleFile]:
    """Return the compiled form of each source file that compiles, with its owner; sorted as the files are.

    Raises `UserError` for an interpreter that does not answer, or keeps no compiled modules.
    """
    count = max(1, min(bytecode.jobs or os.cpu_count() or 1, len(files) // _FEWEST))
    chunks = [files[number::count] for number in range(count)]
    with ended_by_signals(), temporary_folder("vendorize-bytecode-") as folder:
        write_scripts(_OWN, (_CHILD,), folder)
        places = [_asked(chunk, bytecode, folder / str(number)) for number, chunk in enumerate(chunks)]
        answers = run_children(bytecode.python, folder / _CHILD, places, hint=_HINT)
        told = zip(chunks, places, answers, strict=True)
        made = [one for chunk, place, answer in told for one in _compiled(chunk, place, answer)]
    return sorted(made, key=lambda file: file.relative)


def _asked(files: Sequence[BundleFile], bytecode: Bytecode, folder: Path) -> Path:
    """Write what one child is asked, and return the folder for it and the answers."""
    folder.mkdir()
    asked = []
    for number, file in enumerate(files):
        # Of a packed module it is that of its text: nothing has to be unpacked, and there is no frame besides.
        text = file if file.packed is None else replace(file, content=file.packed.text)
        source = on_disk(text, folder / f"{number}.py")
        asked.append({"source": str(source), "relative": file.relative, "target": str(folder / f"{number}.pyc")})
    return ask(folder, {"optimize": bytecode.level, "files": asked})


def _compiled(files: Sequence[BundleFile], place: Path, paths: Sequence[str]) -> Iterator[BundleFile]:
    for number, (file, path) in enumerate(zip(files, paths, strict=True)):
        if path:
            yield BundleFile(path, (place / f"{number}.pyc").read_bytes(), file.distribution)
