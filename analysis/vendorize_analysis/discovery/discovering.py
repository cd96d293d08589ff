"""Put the project together: metadata, first-party code, entry points, tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize_analysis.discovery.backends import BACK_ENDS, build_backend
from vendorize_analysis.discovery.folder import locate_folder, namesakes, scripts_in
from vendorize_analysis.discovery.listing import list_modules
from vendorize_analysis.discovery.metadata import find_version, read_metadata
from vendorize_analysis.discovery.places import is_package, locate_by_name
from vendorize_analysis.discovery.requirement_files import read_list
from vendorize_analysis.discovery.script import discover_package, discover_script, discover_scripts
from vendorize_analysis.discovery.setup_cfg import read_ini
from vendorize_analysis.discovery.setup_py import SetupCall, read_setup_call
from vendorize_analysis.discovery.setuptools_layout import discover_automatically, locate_setuptools
from vendorize_analysis.discovery.start import (
    MANAGE,
    PYPROJECT,
    REQUIREMENTS,
    SETUP_CFG,
    SETUP_PY,
    find_start,
    is_built,
    is_django,
    of_setuptools,
    requirement_list,
)
from vendorize_analysis.discovery.testing import find_tests
from vendorize_analysis.discovery.toml import Table, read_toml
from vendorize_analysis.discovery.vendored import vendored_folders
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import Project
from vendorize_analysis.recursion import deeply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.declared import Declared
    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.setup_cfg import Sections
    from vendorize_analysis.model.project import SourceModule


def discover(start: Path) -> Project:
    """Return the project that a place belongs to: a declared one, a folder of code that runs as it is, or a script.

    Raises `UserError` where there is none, or what declares it cannot be read.
    """
    found = deeply(_discover, start)
    return replace(found, vendored=vendored_folders(found))


def _discover(start: Path) -> Project:
    found = find_start(start)
    if found.is_dir():
        return discover_package(found) if is_package(found) else discover_scripts(found, scripts_in(found))
    root = found.parent
    listed = {PYPROJECT, *REQUIREMENTS} if not of_setuptools(root) and not is_built(root / PYPROJECT) else set[str]()
    folder = listed if requirement_list(root) else set[str]()
    if is_django(root) and not _is_shipped(root):
        folder |= {PYPROJECT, MANAGE, *REQUIREMENTS}
    if found.name in folder:
        return _discover_folder(root)
    is_script = found.suffix == ".py" and found.name != SETUP_PY
    return discover_script(found) if is_script else _discover_built(found)


def _is_shipped(root: Path) -> bool:
    """Tell whether a wheel is made of a folder."""
    return "build-system" in _pyproject_of(root) or of_setuptools(root) is not None


def _pyproject_of(root: Path) -> Table:
    file = root / PYPROJECT
    return read_toml(file) if file.is_file() else Table({}, "", file)


def _discover_built(found: Path) -> Project:
    """Return the project that a build back end makes something of."""
    root = found.parent
    pyproject = _pyproject_of(root)
    cfg, call = read_ini(root / SETUP_CFG), read_setup_call(root / SETUP_PY)
    declared = read_metadata(root, pyproject, cfg, call)
    places = _locate(root, pyproject, declared.name, (cfg, call))
    modules = list_modules(places, root)
    if not modules:
        raise UserError(
            f"{found}: no Python code of the project found for {declared.name!r}",
            hint="the build back end's settings say where packages are; for a program of one file, name that file",
        )
    version = declared.version or find_version(root, pyproject, cfg, places)
    project = _project(replace(declared, version=version), places, modules, found)
    return replace(project, tests=find_tests(root, pyproject, places))


def _discover_folder(root: Path) -> Project:
    """Return the project of a folder that nobody builds: its code, and the requirements that are listed in it."""
    pyproject = _pyproject_of(root)
    declared = read_metadata(root, pyproject, {}, SetupCall(root / SETUP_PY))
    listed = requirement_list(root)
    if not declared.requirements and listed is not None:
        declared = replace(declared, requirements=read_list(listed, root))
    places = locate_folder(root)
    modules = list_modules(places, root)
    if not modules:
        raise UserError(f"{root}: no Python code of a program found", hint="name the file that starts the program")
    project = _project(declared, places, modules, root / MANAGE if is_django(root) else listed or root / PYPROJECT)
    return replace(
        project,
        tests=find_tests(root, pyproject, places),
        is_built=False,
        notes=tuple(namesakes(places)),
    )


def _project(
    declared: Declared, places: tuple[ImportPlace, ...], modules: tuple[SourceModule, ...], found: Path
) -> Project:
    return Project(
        name=declared.name,
        version=declared.version,
        root=found.parent,
        kind="project",
        source_roots=tuple(dict.fromkeys(place.root for place in places)),
        top_level=tuple(sorted({module.name.partition(".")[0] for module in modules})),
        modules=modules,
        entry_points=declared.entry_points or (),
        requirements=declared.requirements or (),
        extras=declared.extras or (),
        requires_python=declared.requires_python or "",
        tests=(),
        taken_as=found.name,
        guessed=declared.guessed,
        is_computed=declared.is_computed,
        licenses=declared.licenses,
    )


def _locate(root: Path, pyproject: Table, name: str, legacy: tuple[Sections, SetupCall]) -> tuple[ImportPlace, ...]:
    """Return the code by the first rule that finds some inside the project."""
    for places in _attempts(root, pyproject, name, legacy):
        inside = tuple(place for place in places if place.path.resolve().is_relative_to(root))
        if inside:
            return inside
    return ()


def _attempts(
    root: Path, pyproject: Table, name: str, legacy: tuple[Sections, SetupCall]
) -> Iterator[tuple[ImportPlace, ...]]:
    """Yield what each rule finds, that of the back end first."""
    chosen = build_backend(pyproject).partition(".")[0]
    yield from (one.locate_code(root, pyproject, name) for one in BACK_ENDS if chosen in one.packages)
    # A back end that is not known here, or one that found nothing: go by the settings that are there, then by the name.
    configured = [one for one in BACK_ENDS if one.table in pyproject.table("tool")]
    if chosen in {"", "setuptools"} or "setuptools" in pyproject.table("tool"):
        # Without a back end named, pip builds with setuptools (PEP 517), unless another tool's settings are there.
        yield from (one.locate_code(root, pyproject, name) for one in configured if not chosen)
        yield locate_setuptools(root, pyproject, *legacy)
    yield from (one.locate_code(root, pyproject, name) for one in configured)
    yield locate_by_name(root, name)
    yield discover_automatically(root)
