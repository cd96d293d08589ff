"""The reduced `dist-info` folders of a result, so that `importlib.metadata` answers as before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.emit.entrypoints import reduced_entry_points
from vendorize.emit.metadata_fields import Field, read_fields, read_metadata, read_text, values
from vendorize.emit.paths import check_safe, inside, is_safe
from vendorize.emit.requirements import added_requirements, externals_only
from vendorize.model.bundle import BundleFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.project import Project

_KEPT = {
    name.lower(): name
    for name in (
        "Metadata-Version",
        "Name",
        "Version",
        "Summary",
        "Home-page",
        "Project-URL",
        "Author",
        "Author-email",
        "Maintainer",
        "Maintainer-email",
        "License",
        "License-Expression",
        "License-File",
        "Classifier",
        "Requires-Python",
    )
}
_INSTALLER = b"vendorize\n"
_OF_INSTALLERS = frozenset(
    {
        *("METADATA", "PKG-INFO", "RECORD", "RECORD.jws", "RECORD.p7s", "SOURCES.txt", "installed-files.txt"),
        *("INSTALLER", "REQUESTED", "WHEEL", "direct_url.json", "uv_cache.json", "entry_points.txt"),
    }
)
"""Files of a metadata folder that say how and as what it was installed, or that are made anew."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What the entry points of a result may point at, and what their modules are called there."""

    exists: Callable[[str], bool]
    rename: Callable[[str], str]


def info_of(distribution: DistributionPlan) -> str:
    """Return the name of a distribution's `dist-info` folder (binary distribution format); an egg gets a new one."""
    name = PurePosixPath(distribution.info).name
    if name.endswith(".dist-info"):
        return check_safe(name, distribution.name)
    return info_name(distribution.name, distribution.version)


def info_name(name: str, version: str) -> str:
    """Return the name of the `dist-info` folder for a name and a version."""
    escaped = re.sub(r"[^a-z0-9.]+", "_", re.sub(r"[-_.]+", "_", name).lower())
    return f"{escaped}-{re.sub(r'[^A-Za-z0-9.+!]+', '_', version) or '0'}.dist-info"


def reduced_info(distribution: DistributionPlan, plan: Plan, *, targets: Targets, below: str = "") -> list[BundleFile]:
    """Return the metadata folder of an extracted distribution, without its RECORD, in the folder `below`.

    What is installed without metadata gets none: `importlib.metadata` knows nothing of it.
    """
    info = below + info_of(distribution)
    if not distribution.info:
        return licence_files(distribution, info)
    found = read_metadata(distribution)
    requires = externals_only(values(found, "Requires-Dist"), plan)
    files: dict[str, bytes | Path] = {
        "METADATA": _metadata(found, (distribution.name, distribution.version), requires),
        "INSTALLER": _INSTALLER,
    }
    text = _read_beside(distribution, "entry_points.txt")
    if text is not None:
        files["entry_points.txt"] = reduced_entry_points(text, exists=targets.exists, rename=targets.rename)
    top_level = _read_beside(distribution, "top_level.txt")
    if top_level is not None:
        files["top_level.txt"] = top_level.encode("utf-8")
    if distribution.metadata:
        files = {**_more_files(distribution), **files}
    made = [BundleFile(f"{info}/{name}", content, distribution.key) for name, content in sorted(files.items())]
    return made + licence_files(distribution, info)


def _more_files(distribution: DistributionPlan) -> dict[str, bytes | Path]:
    """Return what else lies in a metadata folder that is read, but what installers and licences put there."""
    folder = distribution.location / distribution.info
    licences = set(distribution.license_files)
    return {
        path.name: inside(path, distribution.location, distribution.name)
        for path in (sorted(folder.iterdir()) if distribution.info and folder.is_dir() else ())
        if path.is_file()
        and path.name not in _OF_INSTALLERS
        and path.relative_to(distribution.location).as_posix() not in licences
    }


def _read_beside(distribution: DistributionPlan, name: str) -> str | None:
    """Return a text file of a distribution's metadata folder; None where it has none."""
    if not distribution.info:
        return None
    return read_text(distribution.location / distribution.info / name, within=distribution.location)


def licence_files(distribution: DistributionPlan, info: str) -> list[BundleFile]:
    """Return the licence files of a distribution, inside a metadata folder."""
    return [
        BundleFile(
            licence_place(distribution, relative, info),
            inside(distribution.location / relative, distribution.location, distribution.name),
            distribution.key,
        )
        for relative in sorted(set(distribution.license_files))
    ]


def licence_place(distribution: DistributionPlan, relative: str, info: str) -> str:
    """Return where a licence file is in the result: as it was in its metadata folder, else under `licenses`."""
    check_safe(relative, distribution.name)
    old = f"{distribution.info}/"
    if distribution.info and relative.startswith(old):
        return f"{info}/{relative.removeprefix(old)}"
    return f"{info}/licenses/{relative}"


def project_info(plan: Plan, project: Project, targets: Targets) -> tuple[str, list[BundleFile]]:
    """Return the project's own metadata folder and its files, without a RECORD.

    A lone script has none, nor has a folder that nothing builds: its name may be that of a distribution which it uses.
    """
    folder = plan.project_info
    if project.kind == "script" or (folder is None and not project.is_built):
        return "", []
    found = read_fields(folder, within=folder.parent) if folder is not None else ()
    name = (values(found, "Name") or (project.name or plan.project_name,))[0]
    version = (values(found, "Version") or (project.version or "0",))[0]
    declared = [*project.requirements, *values(found, "Requires-Dist")]
    kept = tuple(dict.fromkeys(externals_only(project.requirements or declared, plan)))
    requires = (*kept, *added_requirements(plan, declared, project.requires_python))
    info = info_name(name, version)
    files = {"METADATA": _metadata(found, (name, version), requires), "INSTALLER": _INSTALLER}
    text = _entry_points(folder, folder.parent) if folder is not None else None
    if text is None and project.entry_points:
        text = _entry_points_of(project)
    if text is not None:
        files["entry_points.txt"] = reduced_entry_points(text, exists=targets.exists, rename=targets.rename)
    made = [BundleFile(f"{info}/{name}", content) for name, content in sorted(files.items())]
    return info, made + _own_licences(folder, found, info)


def _own_licences(folder: Path | None, found: tuple[Field, ...], info: str) -> list[BundleFile]:
    """Return the project's own licence files, as its metadata names them (PEP 639, and older tools)."""
    made = []
    for name in values(found, "License-File"):
        for place in (f"licenses/{name}", name):
            if folder is not None and is_safe(place) and (folder / place).is_file():
                made.append(BundleFile(f"{info}/{place}", inside(folder / place, folder, info)))
                break
    return made


def _metadata(found: Iterable[Field], names: tuple[str, str], requires: Iterable[str]) -> bytes:
    """Return a METADATA text (core metadata): kept fields as they were, and the requirements that remain."""
    lines = [f"{_KEPT[name]}: {value}" for name, value in found if name in _KEPT]
    have = {name for name, _ in found}
    needed = {"metadata-version": "2.1", "name": names[0], "version": names[1]}
    missing = [f"{_KEPT[name]}: {value}" for name, value in needed.items() if name not in have]
    lines = missing + lines
    lines += [f"Requires-Dist: {one}" for one in requires]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _entry_points(info: Path, within: Path) -> str | None:
    return read_text(info / "entry_points.txt", within=within)


def _entry_points_of(project: Project) -> str:
    lines: list[str] = []
    for group in sorted({one.group for one in project.entry_points}):
        lines.append(f"[{group}]")
        entries = (one for one in sorted(project.entry_points) if one.group == group)
        lines += (f"{one.name} = {one.module}" + (f":{one.attribute}" if one.attribute else "") for one in entries)
        lines.append("")
    return "\n".join(lines)
