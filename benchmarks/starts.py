"""Processor time of starts of a program, two forms of it in turns."""

from __future__ import annotations

import os
import statistics
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

STARTS = 24
_IMPORT = """\
import importlib, sys, time
told, name, *folders = sys.argv[1:]
sys.path += folders
begun = time.process_time()
importlib.import_module(name)
taken = time.process_time() - begun
with open(told, "w") as stream:
    stream.write(str(taken))
"""


class Start(NamedTuple):
    """Processor times of one form over those of the original, the lowest quarter of each: the least is an accident."""

    whole: float
    """Of the process, start of the interpreter included."""
    imports: float
    """Of importing the program alone."""


def start_up(main: str, before: tuple[Path, ...], after: tuple[Path, ...], scratch: Path) -> Start:
    """Return what importing the module `main` takes where the folders `after` are on the path, over `before`.

    They stand behind the standard library, as installed distributions do. What the interpreter has installed besides is
    not there (`-S`): programs import it if it is. Ends where a start fails.
    """
    whole: tuple[list[float], list[float]] = ([], [])
    imports: tuple[list[float], list[float]] = ([], [])
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    told = scratch / "taken.txt"
    for _ in range(STARTS + 1):  # the first ones write bytecode
        for number, paths in enumerate((before, after)):
            python: str = sys._base_executable  # type: ignore[attr-defined]  # noqa: SLF001
            command = [python, "-S", "-P", "-c", _IMPORT, str(told), main, *map(str, paths)]
            _, status, used = os.wait4(os.posix_spawn(command[0], command, variables), 0)
            if status:
                raise SystemExit(f"{main} does not start from {paths}")
            whole[number].append(used.ru_utime + used.ru_stime)
            imports[number].append(float(told.read_text(encoding="utf-8")))
    return Start(*(_low(after[1:]) / _low(before[1:]) for before, after in (whole, imports)))


def _low(times: list[float]) -> float:
    return statistics.quantiles(times, n=4)[0]
