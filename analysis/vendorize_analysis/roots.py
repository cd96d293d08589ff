"""Files and folders as further roots: they become first-party modules under the names that a test runner gives them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import SourceModule
from vendorize_analysis.reading import asked_about, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.model.project import Project

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})
_IMPORTS = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([A-Za-z_][A-Za-z0-9_]*)", re.MULTILINE)


def add_roots(project: Project, roots: tuple[str, ...], *, with_tests: bool, installed: Iterable[str] = ()) -> Project:
    """Return the project with the modules of the files and folders among `roots` (and of its tests) added.

    Of what tests import, folders of the project count too, unless something `installed` has that name.
    """
    paths = [_existing(project.root, root) for root in roots if is_path(root)]
    if with_tests:
        paths += [path for path in project.tests if path.exists()]
    known = {module.path.resolve() for module in project.modules}
    names = {module.name for module in project.modules}
    own = {module.path.resolve(): module.name for module in project.modules}
    added: list[SourceModule] = []
    asked: set[str] = set()
    for path in paths:
        for file in _files(path):
            if file.resolve() in known:
                asked.add(own.get(file.resolve(), ""))
                continue
            known.add(file.resolve())
            module = _module(file)
            if module.name in names:
                module = replace(module, name=_unique(module.name, names))
            names.add(module.name)
            added.append(module)
    if with_tests:
        taken = {*installed, *(name.partition(".")[0] for name in names)}
        added += _helpers(project.root, [module.path for module in added], taken, known)
    asked_for = frozenset(asked - {""} | {module.name for module in added})
    return replace(project, modules=(*project.modules, *sorted(added)), asked_for=asked_for)


def is_path(root: str) -> bool:
    """Tell whether a root names a file or folder, not a module."""
    return "/" in root or "\\" in root or root.endswith(".py")


def as_paths(project: Project, roots: tuple[str, ...], *, installed: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the roots, a plain word that names a folder and no module as a path: `tests` means the folder of tests."""
    modules = {*installed, *(module.name.partition(".")[0] for module in project.modules)}
    found = []
    for root in roots:
        asked_about(project.root / root, root)
        folders = [folder for folder in (project.root / root, Path(root).resolve()) if folder.is_dir()]
        is_word = root.isidentifier() and root not in modules
        found.append(f"{folders[0]}/" if is_word and folders else root)
    return tuple(found)


def named(project: Project, root: str) -> str:
    """Return a root as answers show it: a file or folder by its path in the project, wherever the command was given."""
    if not is_path(root):
        return root
    path = _existing(project.root, root).resolve()
    return (path.relative_to(project.root) if path.is_relative_to(project.root) else path).as_posix()


def _helpers(root: Path, tests: list[Path], taken: set[str], known: set[Path]) -> Iterator[SourceModule]:
    """Return the modules beside the code that tests import from the project's folder, from which they are started."""
    waiting = list(tests)
    while waiting:
        for top in sorted(_imported(waiting.pop()) - taken):
            taken.add(top)
            asked_about(root / top, root / f"{top}.py")
            places = [place for place in (root / top, root / f"{top}.py") if place.exists()]
            fresh = [file for place in places for file in _files(place) if file.resolve() not in known]
            known.update(file.resolve() for file in fresh)
            waiting += fresh
            yield from (_below(root, file) for file in fresh)


def _below(root: Path, file: Path) -> SourceModule:
    """Name a module by its path from a folder on the search path."""
    parts = file.relative_to(root).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    return SourceModule(".".join(parts[:-1] if is_package else parts), file, is_package)


def _imported(file: Path) -> set[str]:
    """Return the top-level names that a file imports; text that only looks like an import adds what is there anyway."""
    try:
        return set(map(bytes.decode, _IMPORTS.findall(read_bytes(file))))
    except OSError:
        return set()


def _existing(root: Path, text: str) -> Path:
    for candidate in (Path(text), root / text):
        asked_about(candidate)
        if candidate.exists():
            return candidate.resolve()  # the folder that the command was given in must not change what is whose
    raise UserError(f"root {text!r} does not exist", hint="name a file, a folder, or a module as package.module")


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*.py")):
        inside = file.relative_to(path).parts[:-1]
        if not any(part in _SKIPPED or part.startswith(".") for part in inside):
            yield file


def _module(file: Path) -> SourceModule:
    """Name a module from the nearest folder above that is no package (as pytest's `prepend` mode does)."""
    parts = [file.stem] if file.stem != "__init__" else []
    folder = file.parent
    asked_about(*(above / "__init__.py" for above in file.parents))
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return SourceModule(".".join(parts) or file.parent.name, file, is_package=file.stem == "__init__")


def _unique(name: str, names: set[str]) -> str:
    """Tell apart test files of one name in several folders."""
    number = 2
    while f"{name}__{number}" in names:
        number += 1
    return f"{name}__{number}"
