"""Copy installed files to where the result's environment has them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def copy_installed(pairs: Iterable[tuple[Path, Path]]) -> None:
    """Copy files, given as source and target each, but for bytecode; a target that is there stays.

    Making a file costs most of it (0.4 ms; an environment has some ten thousand), so links would be as slow, and
    bytecode slower than compiling the few modules that a run imports.
    """
    made: set[Path] = set()
    for source, target in pairs:
        if source.suffix != ".pyc" and source.is_file() and not target.exists():
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            shutil.copy(source, target)
