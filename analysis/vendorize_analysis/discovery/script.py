"""Scripts: one file, a folder of them, or a package, and what they import of the modules that lie next to them."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from vendorize_analysis.discovery.listing import list_modules
from vendorize_analysis.discovery.literals import parse
from vendorize_analysis.discovery.places import ImportPlace, holds_code, is_package, is_passed_over, subfolders
from vendorize_analysis.discovery.testing import find_tests, tests_of_file
from vendorize_analysis.discovery.toml import Table
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import Project, SourceModule
from vendorize_analysis.reading import asked_about, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_IMPORTERS = frozenset({"import_module", "__import__", "run_module"})


def discover_script(file: Path) -> Project:
    """Return the project of one file: its module is named after it, its folder is the source root."""
    name = file.stem.replace(".", "_")
    if not read_bytes(file).strip():
        raise UserError(f"{file}: the file is empty", hint="name the file that starts the program")
    modules = _follow((SourceModule(name, file, is_package=False),), file.parent)
    return _project(file.stem, file.parent, modules, "script", tests_of_file(file))


def discover_scripts(folder: Path, scripts: Iterable[ImportPlace]) -> Project:
    """Return the project of a folder of scripts, or of the packages in it where it has no script."""
    packages = [ImportPlace(inner.name, inner, folder) for inner in subfolders(folder) if is_package(inner)]
    modules = list_modules(tuple(scripts) or packages, folder)
    if not modules:
        raise UserError(f"{folder}: no Python code of a program found", hint="name the file that starts the program")
    taken_as = "folder of scripts" if scripts else "packages"
    tests = find_tests(folder, Table({}, "", folder), ())
    return _project(folder.name, folder, _follow(modules, folder), taken_as, tests)


def discover_package(package: Path) -> Project:
    """Return the project of a package folder: all of the package, and what it imports from beside it."""
    while is_package(package.parent):
        package = package.parent
    modules = list_modules([ImportPlace(package.name, package, package.parent)], package.parent)
    return _project(package.name, package.parent, _follow(modules, package.parent), "package")


def _project(
    name: str, folder: Path, modules: tuple[SourceModule, ...], taken_as: str, tests: tuple[Path, ...] = ()
) -> Project:
    return Project(
        name=name,
        version="",
        root=folder,
        kind="script",
        source_roots=(folder,),
        top_level=tuple(sorted({module.name.partition(".")[0] for module in modules})),
        modules=modules,
        entry_points=(),
        requirements=(),
        extras=(),
        requires_python="",
        tests=tests,
        taken_as=taken_as,
    )


def _follow(first: tuple[SourceModule, ...], folder: Path) -> tuple[SourceModule, ...]:
    """Return the first modules and, transitively, the modules and packages in the folder that are imported."""
    known = {module.name: module for module in first}
    paths = {module.path for module in first}
    seen = {module.name.partition(".")[0] for module in first}
    queue = list(first)
    while queue:
        for imported in imports_of(queue.pop()):
            top = imported.partition(".")[0]
            if top in seen or (place := beside(imported, folder)) is None:
                continue
            seen.add(top)
            for module in list_modules([place], folder):
                if module.path not in paths and module.name not in known:
                    known[module.name] = module
                    queue.append(module)
    return tuple(sorted(known.values()))


def beside(imported: str, folder: Path) -> ImportPlace | None:
    """Return the top-level package or module in the folder that an import would find there."""
    top, _, rest = imported.partition(".")
    path = folder / top
    if is_package(path):
        return ImportPlace(top, path, folder)
    asked_about(folder / f"{top}.py", path)
    if (folder / f"{top}.py").is_file():
        return ImportPlace(top, folder / f"{top}.py", folder)
    # A folder without `__init__.py` comes last of all (PEP 420): whatever is installed under its name wins, so it must
    # hold what is asked for, and its name must not be one of the standard library's.
    if not path.is_dir() or is_passed_over(path) or top in sys.stdlib_module_names:
        return None
    inner = path.joinpath(*rest.split(".")) if rest else path
    asked_about(inner.with_name(f"{inner.name}.py"), inner)
    found = inner.with_name(f"{inner.name}.py").is_file() or (inner.is_dir() and holds_code(inner))
    return ImportPlace(top, path, folder) if found else None


def imports_of(module: SourceModule) -> Iterable[str]:
    """Return the dotted names that a module imports absolutely, anywhere in it."""
    tree = parse(module.path)
    return sorted({name for node in ast.walk(tree) for name in _named_by(node)}) if tree else ()


def _named_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=aliases):
            yield from (alias.name for alias in aliases)
        case ast.ImportFrom(module=str() as base, level=0, names=aliases):
            # What is taken from it may be a module of a namespace folder.
            yield from (f"{base}.{alias.name}" for alias in aliases if alias.name != "*")
            yield base
        case ast.Call(
            func=ast.Name(id=called) | ast.Attribute(attr=called), args=[ast.Constant(value=str() as name), *_]
        ) if called in _IMPORTERS and not name.startswith("."):
            yield name
