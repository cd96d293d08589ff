"""Put the project together: metadata, first-party code, entry points, tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.layouts import (
    locate_by_name,
    locate_flit,
    locate_hatch,
    locate_pdm,
    locate_poetry,
    locate_uv,
)
from vendorize_analysis.discovery.listing import list_modules
from vendorize_analysis.discovery.metadata import find_version, read_metadata
from vendorize_analysis.discovery.script import discover_script
from vendorize_analysis.discovery.setup_cfg import read_ini
from vendorize_analysis.discovery.setup_py import read_setup_call
from vendorize_analysis.discovery.setuptools_layout import discover_automatically, locate_setuptools
from vendorize_analysis.discovery.start import PYPROJECT, find_start
from vendorize_analysis.discovery.testing import find_tests
from vendorize_analysis.discovery.toml import Table, read_toml
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.setup_cfg import Sections
    from vendorize_analysis.discovery.setup_py import SetupCall

    Rule = Callable[[Path, Table, str], tuple[ImportPlace, ...]]

_RULES: dict[str, tuple[str, Rule]] = {
    "hatchling": ("hatch", locate_hatch),
    "flit_core": ("flit", locate_flit),
    "flit": ("flit", locate_flit),
    "poetry": ("poetry", locate_poetry),
    "pdm": ("pdm", locate_pdm),
    "uv_build": ("uv", locate_uv),
}
"""First name of a `build-backend`: its table under `[tool]`, and its rule."""


def discover(start: Path) -> Project:
    """Give the project that a folder, or a folder inside it, belongs to; or the one of a single `.py` file."""
    found = find_start(start)
    if found.name != PYPROJECT:
        return discover_script(found)
    root = found.parent
    pyproject = read_toml(found)
    cfg, call = read_ini(root / "setup.cfg"), read_setup_call(root / "setup.py")
    declared = read_metadata(root, pyproject, cfg, call)
    places = _locate(root, pyproject, declared.name, (cfg, call))
    modules = list_modules(places, root)
    if not modules:
        raise UserError(
            f"{found}: no Python code of the project found for {declared.name!r}",
            hint="the build back end's settings say where packages are; for a program of one file, name that file",
        )
    return Project(
        name=declared.name,
        version=declared.version or find_version(root, pyproject, cfg, places),
        root=root,
        kind="project",
        source_roots=tuple(dict.fromkeys(place.root for place in places)),
        top_level=tuple(sorted({module.name.partition(".")[0] for module in modules})),
        modules=modules,
        entry_points=declared.entry_points or (),
        requirements=declared.requirements or (),
        extras=declared.extras or (),
        requires_python=declared.requires_python or "",
        tests=find_tests(root, pyproject, places),
    )


def _locate(root: Path, pyproject: Table, name: str, legacy: tuple[Sections, SetupCall]) -> tuple[ImportPlace, ...]:
    """Give the code by the first rule that finds some inside the project."""
    for places in _attempts(root, pyproject, name, legacy):
        inside = tuple(place for place in places if place.path.resolve().is_relative_to(root))
        if inside:
            return inside
    return ()


def _attempts(
    root: Path, pyproject: Table, name: str, legacy: tuple[Sections, SetupCall]
) -> Iterator[tuple[ImportPlace, ...]]:
    """Yield what each rule finds, that of the back end first."""
    backend = pyproject.table("build-system").text("build-backend").partition(".")[0]
    if backend in _RULES:
        yield _RULES[backend][1](root, pyproject, name)
    if backend in {"", "setuptools"} or "setuptools" in pyproject.table("tool"):
        # Without a back end named, pip builds with setuptools (PEP 517), unless another tool's settings are there.
        others = [rule for table, rule in _RULES.values() if not backend and table in pyproject.table("tool")]
        yield from (rule(root, pyproject, name) for rule in dict.fromkeys(others))
        yield locate_setuptools(root, pyproject, *legacy)
    # A back end that is not known here, or one that found nothing: go by the settings that are there, then by the name.
    yield from (rule(root, pyproject, name) for table, rule in _RULES.values() if table in pyproject.table("tool"))
    yield locate_by_name(root, name)
    yield discover_automatically(root)
