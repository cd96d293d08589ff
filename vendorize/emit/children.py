"""Run scripts of ours in the analysed interpreter, alone with its standard library, each with a question beside it."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import ExitStack
from importlib import resources
from typing import TYPE_CHECKING, Any

from vendorize.ending import end_group, heed, held, start, wait
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from vendorize.model.bundle import BundleFile

_TIMEOUT = 1800.0
_INTERVAL = 0.2
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")
"""Variables that an interpreter may need to start; others could change what it writes (`PYTHONPYCACHEPREFIX`)."""
_ASKED = "asked.json"


def write_scripts(package: str, names: Collection[str], folder: Path) -> None:
    """Write modules of a package of ours into a folder, as scripts."""
    for name in names:
        text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")


def on_disk(file: BundleFile, place: Path) -> Path:
    """Return where the content of a file is: where it is copied from, or `place`, to which it is written."""
    if isinstance(file.content, bytes):
        place.write_bytes(file.content)
        return place
    return file.content


def ask(folder: Path, question: object) -> Path:
    """Write down in a folder what a script is asked there, and return that folder."""
    (folder / _ASKED).write_text(json.dumps(question), encoding="utf-8")
    return folder


def run_children(python: Path, script: Path, places: Sequence[Path], *, hint: str) -> list[Any]:
    """Run a script once for each folder, all at once, and return the JSON that each prints; none is left behind.

    Raises `UserError`, with the remedy `hint`, for an interpreter that does not answer.
    """
    variables = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # The order of what a set holds is in the bytes of Pythons before 3.11.
    variables["PYTHONHASHSEED"] = "0"
    heed()
    running: list[subprocess.Popen[bytes]] = []
    with ExitStack() as stack:
        for place in places:
            command = [str(python), "-s", "-S", "-B", "-W", "ignore", str(script), str(place / _ASKED)]
            out = stack.enter_context((place / "answer.json").open("wb"))
            err = stack.enter_context((place / "errors").open("wb"))
            streams = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err}
            with held():
                process = start(command, cwd=place, variables=variables, **streams)
                stack.callback(end_group, process)
                running.append(process)
        for process in running:
            _wait(process, python, hint)
    return [_answer(place, python, hint) for place in places]


def _wait(process: subprocess.Popen[bytes], python: Path, hint: str) -> None:
    for _ in range(int(_TIMEOUT / _INTERVAL)):
        if wait(process, _INTERVAL):
            return
        heed()
    raise UserError(f"{python} compiled for {_TIMEOUT:.0f} s without an end", hint=hint)


def _answer(place: Path, python: Path, hint: str) -> Any:  # noqa: ANN401 - whatever the script prints
    try:
        return json.loads((place / "answer.json").read_bytes())
    except ValueError as error:
        last = (place / "errors").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        said = f": {last[0]}" if last else ""
        raise UserError(f"{python} could not compile the modules of the result{said}", hint=hint) from error
