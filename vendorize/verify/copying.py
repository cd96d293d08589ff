"""Put installed files where the result's environment has them, with their times."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def copy_installed(pairs: Iterable[tuple[Path, Path]], *, link: bool = False) -> None:
    """Copy files, given as source and target each, but for bytecode; a target that is there stays.

    With `link` files are links where the system has them, in folders that are none: bytecode that is made beside them
    reaches nobody else, but who writes into one writes into the original. Bytecode is left out because making a file
    costs more than compiling the few modules that a run imports: an environment has some ten thousand.
    """
    made: set[Path] = set()
    for source, target in pairs:
        if source.suffix != ".pyc" and source.is_file() and not target.exists():
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            _place(source, target, link=link)


def _place(source: Path, target: Path, *, link: bool) -> None:
    if link:
        with suppress(OSError):
            target.symlink_to(source)
            return
    shutil.copy2(source, target)
