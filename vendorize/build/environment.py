"""An environment that has what the project requires and nothing else, made of what the front end has installed.

A build's own environment also holds its tools: a program that imports one of them if it is there would be built with
it, or without, as these tools change. And pip's is none that an interpreter knows by itself: its folders are on
`sys.path` in this process alone.
"""

from __future__ import annotations

import os
import shutil
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import asked_requirements, choose_interpreter, inspect
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.model.settings import Settings
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project

_ISOLATE = (
    "let the front end isolate the build, or install it first; "
    "or name an environment that has it: [tool.vendorize.build] environment = '.venv'"
)


def interpreter_for(root: Path, settings: Settings, folder: Path) -> Path:
    """Return the interpreter whose environment is analysed: the configured one, else one made in `folder`.

    Raises `UserError` where what the project requires is not there, or not in a version that it allows.
    """
    project = discover(root)
    if named := settings.build.environment:
        chosen = choose_interpreter(root, root / named)
        _check_there(
            project, settings.analysis.extras, inspect(project, chosen, extras=settings.analysis.extras), named
        )
        return chosen
    found = inspect(project, Path(sys.executable), search_path=_importable(), extras=settings.analysis.extras)
    needed = [one for one in found.distributions if one.key in found.closure and one.metadata is not None]
    _check_there(project, settings.analysis.extras, found)
    # Its base is that of this interpreter, so that it sees nothing of what is installed for that.
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(folder)
    place = _site_packages(folder)
    for one in needed:
        for relative in one.files:
            _copy(one.location / relative, place / relative)
        for other in one.outside:
            _copy(other.path, folder / other.relative)
    return choose_interpreter(root, folder)


def _importable() -> tuple[Path, ...]:
    """Return the folders on the path of this process that could have distributions."""
    library = Path(os.__file__).resolve().parent
    folders = (Path(entry) for entry in sys.path if entry)
    return tuple(
        dict.fromkeys(
            one for one in folders if one.is_dir() and one.resolve() not in (library, library / "lib-dynload")
        )
    )


def _site_packages(folder: Path) -> Path:
    """Return where the interpreter of a virtual environment has its distributions (`sysconfig`, scheme `venv`)."""
    if os.name == "nt":
        return folder / "Lib" / "site-packages"
    return folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"


def _copy(source: Path, target: Path) -> None:
    """Put a file into the environment; the same file where the disk allows it, because nobody writes to either."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=True)
    except OSError:
        shutil.copy2(source, target)


def _check_there(project: Project, extras: frozenset[str], found: Environment, named: str = "") -> None:
    """Raise `UserError` for what the project requires and the environment lacks, which the configuration may name."""
    versions = {one.key: one.version for one in found.distributions}
    lacking = list(found.missing)
    for text, extra in asked_requirements(project, extras):
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            continue
        version = versions.get(canonicalize_name(wanted.name))
        holds = wanted.marker is None or wanted.marker.evaluate({"extra": extra})
        if holds and version is not None and not wanted.specifier.contains(version, prereleases=True):
            lacking.append(f"{text} (there is {version})")
    if lacking:
        where = f"the environment {named} that the configuration names" if named else "the environment of the build"
        hint = "install it there, as the project asks for it" if named else _ISOLATE
        raise UserError(f"{where} does not have what {project.name} requires: {', '.join(sorted(lacking))}", hint=hint)
