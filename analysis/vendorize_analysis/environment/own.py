"""The project's own metadata: what was built of it is true, what `setup.py` seems to say is a guess.

The order: the metadata in the environment, then that of a build in the tree (`egg-info`, the `PKG-INFO` of a source
distribution), then what was read without running anything. What a declarative file says literally is never overruled.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize_analysis.environment.inline import read_inline
from vendorize_analysis.environment.metadata import read_or_guess
from vendorize_analysis.environment.requirements import extra_of, key_of
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.environment.metadata import Metadata
    from vendorize_analysis.model.project import Project


def built_in_tree(project: Project) -> Metadata | None:
    """Return the metadata that a build of the project left in its own folders; None where there is none of its name.

    Raises `UserError` where it does not say what it is about; that of others may be broken.
    """
    if project.kind == "script" or not project.is_built:
        return None
    key = canonicalize_name(project.name)
    folders = dict.fromkeys((project.root, *project.source_roots))
    places = [place for folder in folders for place in sorted(folder.glob("*.egg-info"))]
    for place in (*places, project.root / "PKG-INFO"):
        metadata = read_or_guess(place)
        if metadata is not None and metadata.broken and (metadata.key == key or place.name == "PKG-INFO"):
            raise UserError(metadata.broken, hint="build the project again (pip install -e .), or remove the file")
        if metadata is not None and metadata.key == key:
            return metadata
    return None


def completed(project: Project, metadata: Metadata | None) -> Project:
    """Return the project with what is open or guessed taken from its metadata, and a note where the two differ."""
    if project.kind == "script":
        return _with_inline(project)
    if metadata is None:
        return replace(project, notes=(*project.notes, _unknown(project))) if project.is_computed else project
    told = _told(metadata)
    if metadata.folder.is_file():
        # The file of a source distribution may leave out what only a build finds (core metadata before 2.2).
        told = {field: value for field, value in told.items() if value}
    taken: dict[str, object] = {
        field: told[field] for field in told if not getattr(project, field) or field in project.guessed
    }
    different = tuple(_differences(project, told))
    notes = (*project.notes, _difference(project, metadata, different)) if different else project.notes
    return replace(project, **taken, notes=notes)  # type: ignore[arg-type]


def _told(metadata: Metadata) -> dict[str, object]:
    extras: dict[str, list[str]] = {}
    for text in metadata.requirements:
        if extra_of(text):
            extras.setdefault(extra_of(text), []).append(text)
    return {
        "version": metadata.version,
        "entry_points": metadata.entry_points,
        "requirements": tuple(text for text in metadata.requirements if not extra_of(text)),
        "extras": tuple((name, tuple(texts)) for name, texts in sorted(extras.items())),
        "requires_python": metadata.requires_python,
    }


def _differences(project: Project, told: dict[str, object]) -> Iterator[str]:
    """Yield the fields of which both say something, and not the same."""
    if "version" in project.guessed and project.version != told.get("version", project.version):
        yield "version"
    if "entry_points" in project.guessed and project.entry_points != told.get("entry_points", project.entry_points):
        yield "entry points"
    required = told.get("requirements")
    if project.requirements and isinstance(required, tuple) and _keys(project.requirements) != _keys(required):
        yield "requirements"


def _keys(requirements: Iterable[str]) -> frozenset[str]:
    """Return what is required, whatever the versions: how a build writes these is its own affair."""
    return frozenset(key_of(text) or text for text in requirements)


def _difference(project: Project, metadata: Metadata, fields: tuple[str, ...]) -> str:
    folder: Path = metadata.folder
    file = folder / ("METADATA" if folder.suffix == ".dist-info" else "PKG-INFO") if folder.is_dir() else folder
    guessed = bool({field.replace(" ", "_") for field in fields} & project.guessed)
    declaring = project.root / ("setup.py" if guessed else project.taken_as)
    taken = file if guessed else declaring
    return (
        f"{declaring}: {' and '.join(fields)} of {project.name} as read there differ from {file}; "
        f"{taken} is taken: install the project again if it has changed since (pip install -e .)"
    )


def _unknown(project: Project) -> str:
    return (
        f"{project.root / 'setup.py'}: the requirements are made by code, and no metadata of {project.name} is in the "
        f"environment or beside it: what is imported and installed counts; to have them, run pip install -e ."
    )


def _with_inline(project: Project) -> Project:
    if project.requirements or len(project.modules) != 1:
        return project
    inline = read_inline(project.modules[0].path)
    if inline is None:
        return project
    requires_python = project.requires_python or inline.requires_python
    return replace(project, requirements=inline.dependencies, requires_python=requires_python)
