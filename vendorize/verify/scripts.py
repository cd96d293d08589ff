"""Console scripts for an environment that was put together by copying."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.environment import Distribution

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_TARGET = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_GROUPS = ("console_scripts", "gui_scripts")
_SHEBANG_LIMIT = 127

_BODY = """\
import sys
from {module} import {first}
if __name__ == "__main__":
    sys.argv[0] = sys.argv[0].removesuffix("-script.py")
    sys.exit({attribute}())
"""


def write_scripts(packages: Path, *, python: Path, folder: Path) -> tuple[str, ...]:
    """Write a script for each console entry point of the installed metadata, and give their names.

    Source: entry points specification and "Recording installed projects", packaging.python.org.
    """
    targets: dict[str, str] = {}
    for info in sorted(packages.glob("*.dist-info")):
        for entry in importlib.metadata.PathDistribution(info).entry_points:
            value = entry.value.partition("[")[0].replace(" ", "")
            # Names and values come from other people's metadata: anything unusual is no script.
            if entry.group in _GROUPS and _NAME.fullmatch(entry.name) and _TARGET.fullmatch(value):
                targets.setdefault(entry.name, value)
    for name, target in sorted(targets.items()):
        _write_script(folder, name, script_text(target, python))
    return tuple(sorted(targets))


def copy_programs(distribution: Distribution, *, python: Path, original: Path) -> None:
    """Copy the programs that a distribution has beside the interpreter, but those that installers make.

    RECORD names them from site-packages (`../../../bin/tool`). The first line of a script names its interpreter.
    """
    info = distribution.metadata
    if info is None or not info.is_dir():
        return
    made = {entry.name for entry in distribution.entry_points if entry.group in _GROUPS}
    home = os.path.realpath(original.parent)
    for listed in importlib.metadata.PathDistribution(info).files or ():
        program = info.parent / listed
        beside = ".." in listed.parts and os.path.realpath(program.parent) == home
        target = python.with_name(program.name)
        if beside and program.is_file() and program.name.removesuffix(".exe") not in made and not target.exists():
            shutil.copy(program, target)
            _start_with(target, python, str(original))


def _start_with(script: Path, python: Path, original: str) -> None:
    """Name another interpreter in the first line of a script that names the original one."""
    first, end, rest = script.read_bytes().partition(b"\n")
    if first.startswith(b"#!") and original.encode() in first:
        script.write_bytes(first.replace(original.encode(), str(python).encode()) + end + rest)


def script_text(target: str, python: Path) -> str:
    """Return a script that calls `module:attribute` with the interpreter."""
    module, _, attribute = target.partition(":")
    shebang = f"#!{python}\n"
    if len(shebang) > _SHEBANG_LIMIT or " " in str(python):
        # Kernels cut long first lines and split at blanks: let the shell start the interpreter (as pip does).
        shebang = f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n"
    return shebang + _BODY.format(module=module, first=attribute.partition(".")[0], attribute=attribute)


def _write_script(folder: Path, name: str, text: str) -> None:
    if sys.platform == "win32":
        (folder / f"{name}-script.py").write_text(text, encoding="utf-8")
        starter = f'@"%~dp0python.exe" "%~dp0{name}-script.py" %*\r\n'
        (folder / f"{name}.cmd").write_text(starter, encoding="utf-8", newline="")
        return
    path = folder / name
    if path.exists():
        # The interpreter itself, or a script of venv.
        return
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
