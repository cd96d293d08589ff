"""Compiled modules of a result: where Python keeps them, and how they are asked for.

Their places are those of PEP 3147 and PEP 488: `__pycache__/module.cpython-311.opt-1.pyc`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CACHED = re.compile(r"(?P<module>[^.]+)\.[^.]+?(\.opt-(?P<level>[12]))?\.pyc")
_OPTION = "compile="
"""How a lock says that the command line asked for it; the level of optimisation follows."""


@dataclass(frozen=True, slots=True)
class Bytecode:
    """That a result has its modules compiled, too."""

    python: Path
    """The interpreter that compiles them."""
    level: int
    """Level of optimisation: 0, 1 (`python -O`) or 2 (`python -OO`)."""
    jobs: int = 0
    """Most processes to use; 0: one for each processor."""


def source_of(relative: str) -> str:
    """Return the source whose compiled form a file is by its place and name, as POSIX path; else an empty text."""
    path = PurePosixPath(relative)
    found = _CACHED.fullmatch(path.name)
    if found is None or path.parent.name != "__pycache__":
        return ""
    return (path.parent.parent / f"{found['module']}.py").as_posix()


def level_in(relative: str) -> int:
    """Return the level of optimisation that the name of a compiled module says."""
    found = _CACHED.fullmatch(PurePosixPath(relative).name)
    return int(found["level"] or 0) if found is not None else 0


def level_of(paths: Iterable[str]) -> int | None:
    """Return the level that the compiled modules among the files of a result have; None where there are none."""
    return next((level_in(path) for path in paths if source_of(path)), None)


def option_of(level: int | None) -> tuple[str, ...]:
    """Return what a lock says of a level that the command line asked for."""
    return () if level is None else (f"{_OPTION}{level}",)


def level_asked(options: Iterable[str]) -> int | None:
    """Return the level that the options of a lock ask for; None where they ask for none, or nothing that is one."""
    said = (one.removeprefix(_OPTION) for one in options if one.startswith(_OPTION))
    return next((int(level) for level in said if level in {"0", "1", "2"}), None)
