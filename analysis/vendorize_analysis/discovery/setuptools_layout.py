"""What setuptools ships: explicit lists, finders, and its automatic discovery.

Source: setuptools.pypa.io/en/latest/userguide/package_discovery.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize_analysis.discovery.places import (
    NOT_SHIPPED,
    Found,
    ImportPlace,
    find_modules,
    find_packages,
    holds_code,
    is_package,
)
from vendorize_analysis.discovery.setup_cfg import find_section, option_texts
from vendorize_analysis.discovery.setup_py import texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize_analysis.discovery.setup_cfg import Sections
    from vendorize_analysis.discovery.setup_py import SetupCall
    from vendorize_analysis.discovery.toml import Table


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a configuration of setuptools asks for; all empty means automatic discovery."""

    packages: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    folders: Mapping[str, str] | None = None
    """`package_dir`: where a package, or with an empty name every one of them, stands."""
    find: Found | None = None

    @property
    def says_nothing(self) -> bool:
        return not (self.packages or self.modules or self.find)


def locate_setuptools(root: Path, pyproject: Table, cfg: Sections, call: SetupCall) -> tuple[ImportPlace, ...]:
    """Return the code that setuptools ships, by the first of its three configurations that says anything."""
    candidates = [_by_pyproject(pyproject), _by_call(call), _by_cfg(cfg)]
    folders: dict[str, str] = {}
    for asked in reversed(candidates):
        folders |= asked.folders or {}
    for asked in candidates:
        if not asked.says_nothing:
            return _listed(root, asked, folders)
    return discover_automatically(root, folders)


def _by_pyproject(pyproject: Table) -> _Asked:
    table = pyproject.table("tool", "setuptools")
    folders = {name: table.table("package-dir").text(name) for name in table.table("package-dir")}
    modules = table.texts("py-modules")
    if not isinstance(table.values.get("packages"), dict):
        return _Asked(table.texts("packages"), modules, folders)
    if "find" not in table.table("packages"):
        return _Asked((), modules, folders)
    find = table.table("packages", "find")
    how = Found(
        where=find.texts("where") or (".",),
        include=find.texts("include") or ("*",),
        exclude=find.texts("exclude"),
        namespaces=find.values.get("namespaces", True) is not False,
    )
    return _Asked((), modules, folders, how)


def _by_call(call: SetupCall) -> _Asked:
    folders = call.values.get("package_dir")
    return _Asked(
        texts(call.values.get("packages")),
        texts(call.values.get("py_modules")),
        {name: path for name, path in folders.items() if isinstance(path, str)} if isinstance(folders, dict) else None,
        call.find,
    )


def _by_cfg(cfg: Sections) -> _Asked:
    pairs = (line.partition("=") for line in option_texts(cfg, "package_dir"))
    folders = {name.strip(): path.strip() for name, sign, path in pairs if sign}
    return _Asked(option_texts(cfg, "packages"), option_texts(cfg, "py_modules"), folders, find_section(cfg))


def _listed(root: Path, asked: _Asked, folders: Mapping[str, str]) -> tuple[ImportPlace, ...]:
    found = [_package(root, name, folders) for name in asked.packages]
    base = root / folders.get("", ".")
    found += [ImportPlace(name, base.joinpath(*name.split(".")).with_suffix(".py"), base) for name in asked.modules]
    if asked.find:
        for where in asked.find.where:
            start = (root / where).resolve()
            if start.is_relative_to(root):
                found += find_packages(start, asked.find, flat=start == root)
    inside = [place for place in found if _is_there(place, root)]
    return tuple(sorted(place for place in inside if not any(_covers(other, place) for other in inside)))


def _is_there(place: ImportPlace, root: Path) -> bool:
    return place.path.resolve().is_relative_to(root) and (place.path.is_file() or holds_code(place.path))


def _covers(outer: ImportPlace, inner: ImportPlace) -> bool:
    return inner.name.startswith(f"{outer.name}.") and inner.path.is_relative_to(outer.path)


def _package(root: Path, name: str, folders: Mapping[str, str]) -> ImportPlace:
    """Return where a package of the list stands (distutils, `get_package_dir`)."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        prefix = ".".join(parts[:cut])
        if prefix in folders:
            path = root.joinpath(folders[prefix], *parts[cut:])
            return ImportPlace(name, path, _importable_from(path, parts))
    base = root / folders.get("", ".")
    return ImportPlace(name, base.joinpath(*parts), base)


def _importable_from(path: Path, parts: list[str]) -> Path:
    """Return the folder above the path as far as its names are those of the package."""
    for part in reversed(parts):
        if path.name != part:
            break
        path = path.parent
    return path


def discover_automatically(root: Path, folders: Mapping[str, str] | None = None) -> tuple[ImportPlace, ...]:
    """Return what automatic discovery finds; a flat layout with several packages is no error here."""
    base = root / ((folders or {}).get("") or "src")
    if base != root and base.is_dir() and base.resolve().is_relative_to(root):
        inside = find_packages(base, Found(namespaces=True), flat=False) + find_modules(base, flat=False)
        if inside:
            return inside
    flat = [
        place
        for place in find_packages(root, Found(namespaces=True), flat=True)
        if place.name not in NOT_SHIPPED and not place.name.startswith("_")
    ]
    regular = [place for place in flat if is_package(place.path)]
    return tuple(regular) or find_modules(root, flat=True) or tuple(flat)
