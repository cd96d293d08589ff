"""Tell which compiled modules of a result Python has written there when the result was used, as anybody may."""

from __future__ import annotations

import json
import os
from importlib import resources
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.model.bytecode import level_in, source_of
from vendorize.verify.child import PROBES, Place, run_child

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_PROBE = "vendorize_compiled.py"
_TIMEOUT = 300.0


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
    source, level = folder / source_of(relative), level_in(relative)
    return {"compiled": str(folder / relative), "source": str(source), "optimize": level}
