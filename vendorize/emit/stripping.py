"""Take debugging information out of compiled code, by `objcopy` of GNU binutils, each file proved to load the same.

Nothing but a debugger reads that, the table of all symbols (`.symtab`) included: what is linked when a program starts
is in another one. The tool moves what is in a file, and breaks some that another tool (patchelf) has moved before:
what a system loads of the new file has to be what it loads of the old one, byte by byte.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vendorize.emit.merge import read
from vendorize.ending import temporary_folder
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.names import is_library
from vendorize_analysis.scanning.segments import segments_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.bundle import BundleFile

_SECONDS: Final = 300
_VARIABLES: Final = {"LC_ALL": "C"}


def stripped(files: Iterable[BundleFile], objcopy: Path) -> Iterator[BundleFile]:
    """Yield each file of distributions that holds compiled code and gets smaller, without debugging information.

    One stays as it is of which the tool makes nothing that loads the same. Raises `UserError` where the tool does not
    start or end.
    """
    with temporary_folder("vendorize-stripping-") as folder:
        for file in files:
            if file.distribution and is_library(file.relative) and isinstance(file.content, Path):
                before = read(file)
                after = _stripped(before, objcopy, folder)
                if len(after) < len(before):
                    yield replace(file, content=after, made_from=file.content)


def _stripped(data: bytes, objcopy: Path, folder: Path) -> bytes:
    """Return a file without what only debuggers read, or as it is."""
    loaded = segments_of(data)
    if not loaded:
        return data
    source, target = folder / "before", folder / "after"
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    command = [str(objcopy), "--strip-unneeded", str(source), str(target)]
    try:
        done = subprocess.run(  # noqa: S603 - a tool of the system, and files of ours
            command, capture_output=True, env=_VARIABLES, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(f"{objcopy} cannot be used: {error}", hint="leave out --strip-debug") from error
    if done.returncode or not target.is_file():
        return data
    made = target.read_bytes()
    return made if segments_of(made) == loaded else data
