"""Tell which compiled modules of a result Python has written there when the result was used, as anybody may."""

from __future__ import annotations

import json
import os
import re
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.verify.child import PROBES, Place, run_child

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PROBE = "vendorize_compiled.py"
_TIMEOUT = 300.0
_CACHED = re.compile(r"(?P<module>[^.]+)\.[^.]+?(\.opt-(?P<optimize>[12]))?\.pyc")
"""As PEP 3147 and PEP 488 name them: `module.cpython-311.opt-1.pyc`."""


def source_of(relative: str) -> str:
    """Return the source whose compiled form a file is by its place and name, as POSIX path; else an empty text."""
    path = PurePosixPath(relative)
    found = _CACHED.fullmatch(path.name)
    if found is None or path.parent.name != "__pycache__":
        return ""
    return (path.parent.parent / f"{found['module']}.py").as_posix()


def forged(folder: Path, compiled: Iterable[str], python: Path) -> Mapping[str, str]:
    """Return those compiled modules of a folder, by POSIX path, that compiling does not give, each with the reason.

    The interpreter compares them in a child: a file that is made to end a process ends that one, and counts as forged.
    """
    paths, folder = tuple(compiled), folder.absolute()  # the child works elsewhere
    if not paths:
        return {}
    with temporary_folder("vendorize-compiled-") as scratch:
        script, asked = scratch / _PROBE, scratch / "asked.json"
        script.write_text(resources.files(PROBES).joinpath(_PROBE).read_text(encoding="utf-8"), encoding="utf-8")
        asked.write_text(json.dumps([_question(folder, path) for path in paths]), encoding="utf-8")
        place = Place(scratch, dict(os.environ), scratch, _TIMEOUT)
        done = run_child([str(python), "-I", "-S", "-B", str(script), str(asked)], place)
    try:
        reasons = list(json.loads(done.stdout))
    except ValueError:
        reasons = ["unreadable"] * len(paths)
    return {path: reason for path, reason in zip(paths, reasons, strict=True) if reason}


def _question(folder: Path, relative: str) -> dict[str, object]:
    found = _CACHED.fullmatch(PurePosixPath(relative).name)
    level = int(found["optimize"] or 0) if found is not None else 0
    return {"compiled": str(folder / relative), "source": str(folder / source_of(relative)), "optimize": level}
