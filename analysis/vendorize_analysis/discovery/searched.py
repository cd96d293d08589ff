"""Folders of the project that its own code puts on `sys.path`: their modules are first-party, by their short names.

Python searches such a folder for whoever imports after that (the import system's reference). A relative name starts
from the folder that the program is started in: that of the project, or of the module that says it.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.discovery.listing import list_modules
from vendorize_analysis.discovery.literals import parse
from vendorize_analysis.discovery.script import beside, imports_of
from vendorize_analysis.reading import SEARCH_PATH_SIGNS, asked_about, read_as_source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from vendorize_analysis.model.project import Project, SourceModule

_SAME: Final = frozenset(
    {"Path", "abspath", "absolute", "fspath", "normcase", "normpath", "realpath", "resolve", "str"}
)
"""Functions and methods that return a path to the same place."""


class _Searched(NamedTuple):
    """A folder on the search path."""

    path: Path
    is_first: bool
    """It is searched before what is installed."""


class _Place(NamedTuple):
    """What expressions of a module are relative to."""

    file: Path
    start: Path
    """A folder that the program may be started in."""
    names: Mapping[str, ast.expr]
    """What the module's names are assigned, those of functions included."""


def with_searched_folders(project: Project, installed: Collection[str]) -> Project:
    """Return the project with the modules that it imports from folders which its code puts on `sys.path`.

    Of folders that are searched last, what is `installed` under the same name comes first. Files outside of the
    project's own folder are none of it.
    """
    folders: dict[Path, _Searched] = {}
    modules = {module.path: module for module in project.modules}
    waiting = list(project.modules)
    while waiting:
        for module in waiting:
            for folder in _added(module, project):
                folders.setdefault(folder.path, folder)
        if not folders:
            return project
        waiting = list(_found(project, tuple(folders.values()), tuple(modules.values()), installed))
        modules |= {module.path: module for module in waiting}
    found = tuple(sorted(modules.values()))
    if found == tuple(sorted(project.modules)):
        return project
    return replace(
        project,
        modules=found,
        top_level=tuple(sorted({module.name.partition(".")[0] for module in found})),
        source_roots=tuple(dict.fromkeys((*project.source_roots, *folders))),
    )


def _found(
    project: Project, folders: tuple[_Searched, ...], modules: tuple[SourceModule, ...], installed: Collection[str]
) -> Iterator[SourceModule]:
    """Yield the modules below the folders that somebody imports, unless another one has the name already."""
    asked = sorted({name for module in modules for name in imports_of(module)})
    tops = {name.partition(".")[0] for name in asked}
    known = {module.path: module.name for module in modules}
    taken = {module.name.partition(".")[0] for module in modules}
    for name in asked:
        top = name.partition(".")[0]
        for folder in folders if top not in taken else ():
            place = beside(name, folder.path) if folder.is_first or top not in installed else None
            for module in list_modules([place], project.root) if place is not None else ():
                # By its long name a file is not counted again, unless somebody imports it so.
                if known.get(module.path, "").partition(".")[0] not in tops:
                    taken.add(top)
                    yield module


def _added(module: SourceModule, project: Project) -> Iterator[_Searched]:
    """Yield the folders of the project that a module puts on the search path."""
    try:
        text = read_as_source(module.path)
    except OSError:
        return
    tree = parse(module.path) if any(sign in text for sign in SEARCH_PATH_SIGNS) else None
    if tree is None:
        return
    names = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        for value, is_first in _values(node):
            for start in dict.fromkeys((project.root, module.path.parent)):
                path = _fold(value, _Place(module.path, start, names))
                folder = (start / path).resolve() if path is not None else None
                asked_about(*filter(None, [folder]))
                if folder is not None and folder.is_dir() and folder.is_relative_to(project.root):
                    yield _Searched(folder, is_first)


def _values(node: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """Yield what a statement or call puts on the search path, and whether that is searched first."""
    match node:
        case ast.Call(func=ast.Attribute(attr="insert", value=path), args=[_, value]) if _is_path(path):
            yield value, True
        case ast.Call(func=ast.Attribute(attr="append", value=path), args=[value]) if _is_path(path):
            yield value, False
        case ast.Call(func=ast.Attribute(attr="extend", value=path), args=[values]) if _is_path(path):
            yield from ((value, False) for value in getattr(values, "elts", ()))
        case ast.Call(func=ast.Attribute(attr="addsitedir") | ast.Name(id="addsitedir"), args=[value, *_]):
            yield value, False
        case ast.Assign(targets=[target], value=value) if _is_path(target):
            yield from ((each, True) for each in _in_lists(value))
        case ast.AugAssign(target=target, value=value) if _is_path(target):
            yield from ((each, False) for each in _in_lists(value))
        case _:
            pass


def _is_path(node: ast.expr) -> bool:
    """Recognise `sys.path`, and slices of it."""
    value = node.value if isinstance(node, ast.Subscript) else node
    return isinstance(value, ast.Attribute) and value.attr == "path" and getattr(value.value, "id", "") == "sys"


def _in_lists(node: ast.expr) -> Iterator[ast.expr]:
    for each in ast.walk(node):
        if isinstance(each, (ast.List, ast.Tuple)):
            yield from each.elts


def _fold(node: ast.expr, place: _Place, depth: int = 0) -> Path | None:
    """Return the path that an expression gives; None where it is not known."""
    if depth > len(place.names) + 20:  # a name that stands for itself
        return None
    found: Path | None = None
    match node:
        case ast.Constant(value=str() as text):
            found = Path(text)
        case ast.Name(id="__file__"):
            found = place.file
        case ast.Name(id=name) if name in place.names:
            found = _fold(place.names[name], place, depth + 1)
        case ast.Attribute(attr="parent", value=inner):
            found = _up(_fold(inner, place, depth + 1), 1)
        case ast.Subscript(value=ast.Attribute(attr="parents", value=inner), slice=ast.Constant(value=int(count))):
            found = _up(_fold(inner, place, depth + 1), count + 1)
        case ast.BinOp(op=ast.Div(), left=left, right=right):
            found = _joined([left, right], place, depth)
        case ast.Call():
            found = _called(node, place, depth)
        case _:
            pass
    return found


def _called(node: ast.Call, place: _Place, depth: int) -> Path | None:
    """Return the path that a call gives."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    match name:
        case "getcwd" | "cwd":
            return place.start
        case "dirname" if node.args:
            return _up(_fold(node.args[0], place, depth + 1), 1)
        case "join" if node.args:
            return _joined(node.args, place, depth)
        case "joinpath":
            return _joined([*receiver, *node.args], place, depth)
        case _ if name in _SAME:
            return _joined(node.args or receiver, place, depth)
        case _:
            return None


def _joined(pieces: list[ast.expr], place: _Place, depth: int) -> Path | None:
    paths = [_fold(piece, place, depth + 1) for piece in pieces]
    known = [path for path in paths if path is not None]
    return Path(*known) if known and len(known) == len(paths) else None


def _up(path: Path | None, count: int) -> Path | None:
    for _ in range(count):
        path = path / ".." if path is not None and path.name in ("", "..") else path.parent if path else None
    return path
