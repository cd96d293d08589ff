"""Find where an editable install has its code: `.pth` files and the finders that build tools write beside them.

Sources: the `site` module's documentation; setuptools' `__editable__*` finders; redirectors of the `editables` project.
They are read with `ast` and never run.
"""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize_analysis.model.environment import PathLine
from vendorize_analysis.reading import asked_about, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.environment.metadata import Metadata

_IMPORT = re.compile(r"import\s+([^\W\d]\w*)")
_WORDS = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a `.pth` file leads."""

    folders: tuple[Path, ...] = ()
    """Folders that it adds to the search path."""
    packages: tuple[tuple[str, Path], ...] = ()
    """Dotted import names and the folder, or file without suffix, that each stands for."""
    lines: tuple[PathLine, ...] = ()
    """What it does beside: code that it runs, folders beside it that it adds."""


def read_link(path: Path) -> Link:
    """Return where one `.pth` file leads; what cannot be read leads nowhere, as for Python itself."""
    try:
        text = read_bytes(path).decode("utf-8-sig", "replace")
    except OSError:
        return Link()
    folders: list[Path] = []
    packages: dict[str, Path] = {}
    lines: list[PathLine] = []
    for number, line in enumerate(map(str.rstrip, text.splitlines()), 1):
        if not line or line.startswith("#") or "\0" in line:
            continue
        if line.startswith(("import ", "import\t")):
            named = _IMPORT.match(line)
            found = _redirections(path.parent / f"{named[1]}.py") if named else {}
            packages |= found
            if not found and not _makes_namespaces(path, line):
                lines.append(PathLine(path.name, number, runs=True, words=tuple(sorted({*_WORDS.findall(line)}))))
        else:
            folder = Path(os.path.abspath(path.parent / line))  # noqa: PTH100 - links stay as they are written
            asked_about(folder)
            if folder.is_dir():
                folders.append(folder)
                if folder != path.parent and folder.is_relative_to(path.parent):
                    lines.append(PathLine(path.name, number, runs=False))
    return Link(tuple(folders), tuple(sorted(packages.items())), tuple(lines))


def _makes_namespaces(path: Path, line: str) -> bool:
    """Tell whether a line is what setuptools writes for `namespace_packages`: every such folder is one without it."""
    return path.name.endswith("-nspkg.pth") and all(word in line for word in ("sitedir", "__path__", "ModuleType"))


def _redirections(finder: Path) -> dict[str, Path]:
    """Return what a generated finder maps to other places, nothing for any other module."""
    try:
        tree = ast.parse(read_bytes(finder))
    except (OSError, SyntaxError, ValueError, RecursionError):
        return {}
    found: dict[str, Path] = {}
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="MAPPING")], value=value)
                | ast.AnnAssign(target=ast.Name(id="MAPPING"), value=ast.expr() as value)
            ):
                found |= _mapping(value)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="map_module"), args=[ast.Constant() as name, path])):
                found |= _module_file(name.value, path)
            case _:
                pass
    return found


def _mapping(value: ast.expr) -> dict[str, Path]:
    try:
        literal = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return {}
    if not isinstance(literal, dict):
        return {}
    pairs = ((name, path) for name, path in literal.items() if isinstance(name, str) and isinstance(path, str))
    return {name: Path(path) for name, path in pairs if _is_dotted(name) and Path(path).is_absolute()}


def _module_file(name: object, path: ast.expr) -> dict[str, Path]:
    if not (isinstance(name, str) and _is_dotted(name)):
        return {}
    if not (isinstance(path, ast.Constant) and isinstance(path.value, str) and Path(path.value).is_absolute()):
        return {}
    file = Path(path.value)
    return {name: file.parent if file.stem == "__init__" else file.with_suffix("")}


def _is_dotted(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def packages_of(metadata: Metadata, links: Mapping[str, Link]) -> dict[str, Path]:
    """Return the import names of an editable install with the folder, or file without suffix, of each."""
    packages: dict[str, Path] = {}
    folders: list[Path] = []
    for link in links.values():
        packages |= dict(link.packages)
        folders += link.folders
    if not packages and not folders and metadata.source is not None:
        # A finder that is not known (meson-python's, say) leaves the two usual layouts to look at.
        asked_about(metadata.source / "src", metadata.source)
        folders = [folder for folder in (metadata.source / "src", metadata.source) if folder.is_dir()][:1]
    for folder in folders:
        for name, path in _importable(folder, metadata):
            packages.setdefault(name, path)
    return packages


def _importable(folder: Path, metadata: Metadata) -> Iterator[tuple[str, Path]]:
    first = re.split("[-.]", canonicalize_name(metadata.name))[0]
    for entry in sorted(folder.iterdir()):
        name = entry.name.removesuffix(".py") if entry.is_file() else entry.name
        if not name.isidentifier() or (metadata.top_level and name not in metadata.top_level):
            continue
        if entry.suffix == ".py" or (entry / "__init__.py").is_file():
            yield name, folder / name
        elif entry.is_dir() and (name in metadata.top_level or canonicalize_name(name) == first):
            # A namespace package; any other folder here is as likely documentation, or an environment.
            yield name, folder / name
