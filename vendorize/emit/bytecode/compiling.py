"""Have the analysed interpreter compile files, in children of ours that run nothing of what they compile."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import ExitStack
from importlib import resources
from typing import TYPE_CHECKING

from vendorize.ending import end_group, ended_by_signals, heed, held, start, temporary_folder, wait
from vendorize.model.bundle import BundleFile
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vendorize.model.bytecode import Bytecode

_CHILD = "child.py"
_OWN = "vendorize.emit.bytecode"
_TIMEOUT = 1800.0
_INTERVAL = 0.2
_FEWEST = 100
"""Files that are worth a process of their own."""
_KEPT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")
"""Variables that an interpreter may need to start; others could change what it writes (`PYTHONPYCACHEPREFIX`)."""


def compiled(files: Sequence[BundleFile], bytecode: Bytecode) -> list[BundleFile]:
    """Return the compiled form of each source file that compiles, with its owner; sorted as the files are.

    Raises `UserError` for an interpreter that does not answer, or keeps no compiled modules.
    """
    count = max(1, min(bytecode.jobs or os.cpu_count() or 1, len(files) // _FEWEST))
    chunks = [files[number::count] for number in range(count)]
    with ended_by_signals(), temporary_folder("vendorize-bytecode-") as folder:
        script = folder / _CHILD
        script.write_text(resources.files(_OWN).joinpath(_CHILD).read_text(encoding="utf-8"), encoding="utf-8")
        places = [_asked(chunk, bytecode, folder / str(number)) for number, chunk in enumerate(chunks)]
        _run(script, places, bytecode.python)
        made = [one for chunk, place in zip(chunks, places, strict=True) for one in _answers(chunk, place, bytecode)]
    return sorted(made, key=lambda file: file.relative)


def _asked(files: Sequence[BundleFile], bytecode: Bytecode, folder: Path) -> Path:
    """Write what one child is asked, and return the folder for it and the answers."""
    folder.mkdir()
    asked = []
    for number, file in enumerate(files):
        source = file.content
        if isinstance(source, bytes):
            own = folder / f"{number}.py"
            own.write_bytes(source)
            source = own
        asked.append({"source": str(source), "relative": file.relative, "target": str(folder / f"{number}.pyc")})
    question = {"optimize": bytecode.level, "files": asked}
    (folder / "asked.json").write_text(json.dumps(question), encoding="utf-8")
    return folder


def _run(script: Path, places: Sequence[Path], python: Path) -> None:
    """Run one child for each folder, all at once; none is left behind."""
    variables = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # The order of what a set holds is in the bytes of Pythons before 3.11.
    variables["PYTHONHASHSEED"] = "0"
    heed()
    running: list[subprocess.Popen[bytes]] = []
    with ExitStack() as stack:
        for place in places:
            command = [str(python), "-s", "-S", "-B", "-W", "ignore", str(script), str(place / "asked.json")]
            out = stack.enter_context((place / "answer.json").open("wb"))
            err = stack.enter_context((place / "errors").open("wb"))
            streams = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": err}
            with held():
                process = start(command, cwd=place, variables=variables, **streams)
                stack.callback(end_group, process)
                running.append(process)
        for process in running:
            _wait(process, python)


def _wait(process: subprocess.Popen[bytes], python: Path) -> None:
    for _ in range(int(_TIMEOUT / _INTERVAL)):
        if wait(process, _INTERVAL):
            return
        heed()
    raise UserError(f"{python} compiled for {_TIMEOUT:.0f} s without an end", hint="extract without --compile")


def _answers(files: Sequence[BundleFile], place: Path, bytecode: Bytecode) -> Iterator[BundleFile]:
    try:
        paths: list[str] = json.loads((place / "answer.json").read_bytes())
    except ValueError as error:
        last = (place / "errors").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        said = f": {last[0]}" if last else ""
        raise UserError(
            f"{bytecode.python} could not compile the modules of the result{said}", hint="extract without --compile"
        ) from error
    for number, (file, path) in enumerate(zip(files, paths, strict=True)):
        if path:
            yield BundleFile(path, (place / f"{number}.pyc").read_bytes(), file.distribution)
