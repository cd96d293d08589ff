"""Where top-level first-party code stands, and how it is recognised in a folder."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RESULT = ".vendorize.json"
"""What the tool's writer puts into each result: extracted code is not the project's own."""
# fmt: off
NOT_SHIPPED = frozenset(
    {
        "benchmark", "benchmarks", "bin", "build", "changelog", "ci", "dist", "doc", "docs", "documentation",
        "env", "example", "examples", "exercise", "exercises", "fabfile", "manpages", "news", "python",
        "requirements", "scripts", "site_scons", "tasks", "test", "tests", "tools", "unit_test", "unit_tests",
        "util", "utils", "venv",
    }
)
# fmt: on
"""Folders that are no package of a flat layout (setuptools.pypa.io, "Package Discovery", reserved names)."""
# fmt: off
NOT_SHIPPED_MODULES = frozenset(
    {
        "benchmark", "benchmarks", "build", "conanfile", "conftest", "dodo", "example", "examples", "exercise",
        "exercises", "fabfile", "manage", "noxfile", "pavement", "setup", "tasks", "test", "tests", "toxfile",
    }
)
# fmt: on
"""The same for single modules."""


@dataclass(frozen=True, slots=True, order=True)
class ImportPlace:
    """A package or module that the back end would ship, with everything below it."""

    name: str
    """Dotted import name."""
    path: Path
    """Its folder, or its file."""
    root: Path
    """The folder from which the name is importable."""


@dataclass(frozen=True, slots=True)
class Found:
    """How setuptools is told to find packages."""

    where: tuple[str, ...] = (".",)
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()
    namespaces: bool = False
    """A folder is a package without an `__init__.py` too."""


def is_package(folder: Path) -> bool:
    """Tell whether a folder is a regular package."""
    asked_about(f"{folder}/__init__.py")
    return os.path.isfile(f"{folder}/__init__.py")  # noqa: PTH113 - asked of every folder


def is_passed_over(folder: Path) -> bool:
    """Tell whether no first-party code is looked for in a folder: hidden, cache, environment, or our own result."""
    name = folder.name
    asked_about(f"{folder}/pyvenv.cfg", f"{folder}/conda-meta", f"{folder}/{RESULT}")
    return (
        not name.isidentifier()
        or name in {"__pycache__", "node_modules"}
        or os.path.isfile(f"{folder}/pyvenv.cfg")  # noqa: PTH113
        or os.path.isdir(f"{folder}/conda-meta")  # noqa: PTH112
        or os.path.isfile(f"{folder}/{RESULT}")  # noqa: PTH113
    )


def subfolders(folder: Path) -> list[Path]:
    """Return the folders in a folder that may hold code, sorted; a symbolic link out of it is none."""
    found: list[Path] = []
    for entry in sorted(_scanned(folder), key=lambda entry: entry.name):
        if not entry.name.isidentifier() or not _is_folder(entry):
            continue
        path = folder / entry.name
        if not is_passed_over(path) and (not entry.is_symlink() or _stays(path, folder)):
            found.append(path)
    return found


def _scanned(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _stays(link: Path, folder: Path) -> bool:
    return link.resolve().parent.is_relative_to(folder.resolve())


def sources(folder: Path) -> list[Path]:
    """Return the `.py` files in a folder that a module may stand in, sorted by name."""
    return [entry for entry in entries(folder, ".py") if entry.name[:-3].isidentifier() and entry.is_file()]


def entries(folder: Path, ending: str = "") -> list[Path]:
    """Return what stands in a folder under a name with this ending, sorted; nothing where it cannot be read."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names sort the same everywhere
    except OSError:
        return []
    return [folder / name for name in names if name.endswith(ending)]


def holds_code(folder: Path, depth: int = 8) -> bool:
    """Tell whether there is a module in a folder or below it."""
    if sources(folder):
        return True
    return depth > 0 and any(holds_code(inner, depth - 1) for inner in subfolders(folder))


def named(name: str, folders: Iterable[Path]) -> tuple[ImportPlace, ...]:
    """Return the package or module of a dotted name in the first of the folders that has it."""
    for root in folders:
        path = root.joinpath(*name.split("."))
        if is_package(path):
            return (ImportPlace(name, path, root),)
        if path.with_name(f"{path.name}.py").is_file():
            return (ImportPlace(name, path.with_name(f"{path.name}.py"), root),)
        if path.is_dir() and not is_passed_over(path) and holds_code(path):
            return (ImportPlace(name, path, root),)
    return ()


def names_of(project: str) -> tuple[str, ...]:
    """Return the import names that a project's name stands for by convention."""
    plain = re.sub(r"[-.]+", "_", project)
    return tuple(dict.fromkeys((plain, plain.lower(), re.sub(r"_+", "_", plain.lower()), project.replace("-", "."))))


def first_named(names: Iterable[str], folders: tuple[Path, ...]) -> tuple[ImportPlace, ...]:
    """Return the package or module of the first of the names that one of the folders has."""
    return next(filter(None, (named(name, folders) for name in names)), ())


def locate_by_name(root: Path, project: str) -> tuple[ImportPlace, ...]:
    """Return the code that carries the project's name, for a back end that is not known here."""
    return first_named(names_of(project), (root / "src", root, root / "python", root / "lib"))


def find_packages(folder: Path, how: Found, *, flat: bool) -> tuple[ImportPlace, ...]:
    """Return the topmost packages in a folder whose dotted names the patterns let through."""

    def walk(inside: Path, prefix: str) -> Iterator[ImportPlace]:
        for inner in subfolders(inside):
            regular = is_package(inner)
            if not (regular or (how.namespaces and holds_code(inner))):
                continue
            # Of a flat layout the back end would ship `docs/conf.py` as a namespace package: nobody means that.
            if flat and not prefix and not regular and inner.name in NOT_SHIPPED:
                continue
            name = f"{prefix}{inner.name}"
            if _matches(name, how.include) and not _matches(name, how.exclude):
                yield ImportPlace(name, inner, folder)
            else:
                yield from walk(inner, f"{name}.")

    return tuple(walk(folder, ""))


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def find_modules(folder: Path, *, flat: bool) -> tuple[ImportPlace, ...]:
    """Return the single modules in a folder that are no tests; of a flat layout, no scripts of a build tool either."""
    passed_over = NOT_SHIPPED_MODULES if flat else {"conftest"}
    return tuple(
        ImportPlace(entry.stem, entry, folder)
        for entry in sources(folder)
        if not entry.stem.startswith(("_", "test_") if flat else "test_") and entry.stem not in passed_over
    )


def select(root: Path, patterns: Iterable[str], sources: Mapping[str, str]) -> tuple[ImportPlace, ...]:
    """Return the code at the fixed beginning of each pattern; `sources` says which path prefix becomes which."""
    found: list[ImportPlace] = []
    for pattern in patterns:
        parts = [part for part in PurePosixPath(pattern.replace("\\", "/").strip("/")).parts if part != "."]
        fixed = parts[: next((index for index, part in enumerate(parts) if re.search(r"[*?\[!]", part)), len(parts))]
        if ".." not in fixed:
            found.extend(_at("/".join(fixed), root, sources))
    return tuple(dict.fromkeys(found))


def _at(relative: str, root: Path, sources: Mapping[str, str]) -> tuple[ImportPlace, ...]:
    path = root / relative
    prefix = max((one for one in sources if relative == one or relative.startswith(f"{one}/")), key=len, default="")
    start = root / prefix
    importable = "/".join(filter(None, (sources.get(prefix, ""), relative[len(prefix) :].strip("/"))))
    if not importable:
        # The pattern covers a whole source root.
        flat = start == root
        return find_packages(start, Found(namespaces=not flat), flat=flat) + find_modules(start, flat=flat)
    name = importable.removesuffix(".py").replace("/", ".")
    if path.is_file() and path.suffix == ".py":
        return (ImportPlace(name, path, start),)
    return (ImportPlace(name, path, start),) if path.is_dir() and holds_code(path) else ()
