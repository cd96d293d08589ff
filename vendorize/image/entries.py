"""What an image starts: a console script, a module, a function, or the script that the project is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.bundle import BundleFile
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.project import EntryPoint, Project

_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_HOW = "name a console script, a module or module:function with --entry"


class StartOptions(NamedTuple):
    """What is asked of a start."""

    prefix: str
    entry: str
    """Empty: find out."""
    is_known: bool = True
    """The files of the result are known: a module that is none of them cannot start."""


class ImageStart(NamedTuple):
    """How an image starts its program."""

    command: tuple[str, ...]
    """The words behind the interpreter."""
    launchers: tuple[BundleFile, ...]
    """Files of ours that it needs, or that the project's other console scripts are."""


def start_of(project: Project, script: str, files: frozenset[str], how: StartOptions) -> ImageStart:
    """Return how an image starts; `script` is the file of a project that is one, `files` what the result has.

    Raises `UserError` where nothing says it, where it is not clear, or where the result lacks what is asked for.
    """
    scripts = {one.name: one for one in project.entry_points if one.group == "console_scripts" and one.attribute}
    if not how.entry and script:
        return ImageStart((f"{how.prefix}/{script}",), ())
    asked = how.entry or _only(project, scripts, files)
    launchers = tuple(_launchers(scripts, files))
    if asked in scripts:
        return ImageStart((f"{how.prefix}/bin/{asked}",), launchers)
    module, colon, function = asked.partition(":")
    if not _NAME.fullmatch(module) or (colon and not _NAME.fullmatch(function)):
        raise UserError(f"{asked!r} is no entry point: {_known(scripts)}", hint=_HOW)
    if how.is_known:
        _check_module(module, files, runs=not colon)
    if not colon:
        return ImageStart(("-m", module), launchers)
    # By a name that no console script can have.
    launcher = _launcher(".start", module, function)
    return ImageStart((f"{how.prefix}/{launcher.relative}",), (*launchers, launcher))


def _only(project: Project, scripts: dict[str, EntryPoint], files: frozenset[str]) -> str:
    if len(scripts) == 1:
        return next(iter(scripts))
    runnable = [top for top in project.top_level if f"{top}/__main__.py" in files]
    if not scripts and len(runnable) == 1:
        return runnable[0]
    raise UserError(f"it is not clear what the image shall start: {_known(scripts)}", hint=_HOW)


def _known(scripts: dict[str, EntryPoint]) -> str:
    return (
        f"the project has the console scripts {', '.join(sorted(scripts))}" if scripts else "it has no console script"
    )


def _launchers(scripts: dict[str, EntryPoint], files: frozenset[str]) -> Iterator[BundleFile]:
    """Yield the files that an installer would make for console scripts, where the result has none of that name."""
    for name, one in sorted(scripts.items()):
        if f"bin/{name}" not in files:
            yield _launcher(name, one.module, one.attribute)


def _launcher(name: str, module: str, function: str) -> BundleFile:
    top = function.partition(".")[0]
    text = f'import sys\n\nfrom {module} import {top}\n\nif __name__ == "__main__":\n    sys.exit({function}())\n'
    return BundleFile(f"bin/{name}", text.encode())


def _check_module(module: str, files: frozenset[str], *, runs: bool) -> None:
    path = module.replace(".", "/")
    if f"{path}.py" in files or any(one.startswith(f"{path}.") and one.endswith(".so") for one in files):
        return
    if f"{path}/__init__.py" in files and (not runs or f"{path}/__main__.py" in files):
        return
    lack = "a package without __main__" if f"{path}/__init__.py" in files else "not in the result"
    raise UserError(
        f"the image cannot start {module}: it is {lack}",
        hint=f"have the program use it, or make it a root (--root {module}); or {_HOW}",
    )
