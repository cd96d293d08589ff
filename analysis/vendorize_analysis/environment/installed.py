"""Find every distribution on a search path, with its files and modules."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize_analysis.environment.editable import Link, packages_of, read_link
from vendorize_analysis.environment.files import InstalledTree, read_installed_files, read_record, sizes_of, told_links
from vendorize_analysis.environment.metadata import read_or_guess
from vendorize_analysis.environment.modules import in_order, modules_of
from vendorize_analysis.environment.standins import stand_ins
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vendorize_analysis.environment.interpreter import AskedInterpreter
    from vendorize_analysis.environment.metadata import Metadata
    from vendorize_analysis.model.environment import ModuleFile, PathLine

_INFO = (".dist-info", ".egg-info")


@dataclass(frozen=True, slots=True)
class Installed:
    """A distribution as found, before it is known what it requires here."""

    name: str
    location: Path
    sizes: Mapping[str, int]
    """Its files with their sizes, sorted."""
    modules: tuple[ModuleFile, ...]
    metadata: Metadata | None = None
    """None of a stand-in."""
    editable: bool = False
    links: frozenset[Path] = frozenset()
    """Folders elsewhere that its `.pth` files add to the search path."""
    unlisted: str = ""
    """Why its own list of files cannot be read, with file and line; its files are then those of its names."""
    problems: tuple[str, ...] = ()
    """What could not be read of it, each with its file and line, and is not needed."""
    path_lines: tuple[PathLine, ...] = ()
    """What its `.pth` files do when Python starts."""


@dataclass(slots=True)
class _Folder:
    """One folder of the search path while it is read."""

    tree: InstalledTree
    is_site: bool
    """`.pth` files count in it."""
    is_added: bool
    """A `.pth` file added it to the search path."""
    suffixes: tuple[str, ...]
    owned: set[str] = field(default_factory=set)
    """Relative paths that belong to a distribution, whether they exist or not."""


def find_installed(target: AskedInterpreter, *, mine: frozenset[Path]) -> list[Installed]:
    """Return all distributions in import order; in `mine`, the project's own folders, nothing stands in for one."""
    suffixes = target.interpreter.extension_suffixes
    found: list[Installed] = []
    linked: set[Path] = set()
    for path in target.interpreter.search_path:
        is_site = path in target.site_folders
        folder = _Folder(InstalledTree(path), is_site, bool(target.site_folders) and not is_site, suffixes)
        here = list(_described(folder))
        found += here
        linked.update(link for installed in here for link in installed.links)
        # Beside a source tree's own `egg-info` lie its tests and documentation, which nobody installed.
        if path not in linked and path not in mine and not (here and folder.is_added):
            claimed = {name.partition("/")[0] for name in folder.owned}
            found += (
                Installed(name, path, sizes, modules_of(sizes, path, suffixes))
                for name, sizes in stand_ins(folder.tree, claimed, suffixes).items()
            )
    return found


def _described(folder: _Folder) -> Iterator[Installed]:
    """Yield the distributions that a `dist-info` or `egg-info` in the folder describes."""
    unlisted: list[tuple[Metadata, str]] = []
    for entry in folder.tree.top():
        is_egg = entry == "EGG-INFO" and folder.tree.root.suffix == ".egg"
        if not (entry.endswith(_INFO) or is_egg) or entry.startswith("~"):
            continue
        metadata = read_or_guess(folder.tree.root / entry)
        if metadata is None:
            continue
        problems = list(metadata.problems)
        names, why = _listed(metadata.folder, problems)
        if names is None:
            unlisted.append((metadata, why))
        else:
            folder.owned.update(names)
            found = _installed(folder, metadata, names)
            links = () if found.editable else told_links(folder.tree, names, found.sizes)
            yield replace(found, problems=(*problems, *links))
    # Last, because what another distribution lists is not theirs.
    for metadata, why in unlisted:
        names = [name for name in _guessed(folder, metadata) if name not in folder.owned]
        folder.owned.update(names)
        yield replace(_installed(folder, metadata, names), unlisted=why, problems=metadata.problems)


def _listed(info: Path, problems: list[str]) -> tuple[list[str] | None, str]:
    """Return the paths that a distribution lists, or None and, where it has a list, what is wrong with it."""
    try:
        if (info / "RECORD").exists():
            return read_record(info / "RECORD", problems), ""
        if (info / "installed-files.txt").exists():
            return read_installed_files(info / "installed-files.txt"), ""
    except UserError as error:
        return None, error.message
    return None, ""


def _guessed(folder: _Folder, metadata: Metadata) -> Iterator[str]:
    wanted = {name.lower() for name in metadata.top_level or (metadata.key.replace("-", "_"),)}
    for entry in folder.tree.top():
        if entry.partition(".")[0].lower() in wanted and not entry.endswith(_INFO):
            yield from folder.tree.walk(entry)


def _installed(folder: _Folder, metadata: Metadata, names: list[str]) -> Installed:
    links = {
        name: read_link(folder.tree.root / name)
        for name in names
        if name.endswith(".pth") and folder.is_site and "/" not in name and folder.tree.size_of(name) is not None
    }
    inner, outer = _split(folder.tree.root, links)
    if metadata.source is not None or outer:
        packages = packages_of(metadata, outer)
        if packages:
            return _editable(metadata, packages, folder.suffixes, outer)
    names = [*names, *folder.tree.walk(metadata.folder.name)]
    sizes = sizes_of(folder.tree, names)
    modules = modules_of(sizes, folder.tree.root, folder.suffixes)
    for prefix in inner:
        modules += modules_of(sizes, folder.tree.root, folder.suffixes, below=f"{prefix}/")
    return Installed(
        name=metadata.name,
        location=folder.tree.root,
        sizes=sizes,
        modules=in_order(modules) if inner else modules,
        metadata=metadata,
        editable=folder.is_added and metadata.folder.suffix == ".egg-info",
        links=frozenset(link for found in links.values() for link in found.folders),
        path_lines=tuple(sorted(line for found in links.values() for line in found.lines)),
    )


def _split(root: Path, links: Mapping[str, Link]) -> tuple[list[str], dict[str, Link]]:
    """Tell the folders inside site-packages that a `.pth` file adds (pywin32 does so) from an editable install's."""
    inner = [
        folder.relative_to(root).as_posix()
        for link in links.values()
        for folder in link.folders
        if folder != root and folder.is_relative_to(root)
    ]
    outer = {
        name: Link(tuple(folder for folder in link.folders if not folder.is_relative_to(root)), link.packages)
        for name, link in links.items()
    }
    return inner, {name: link for name, link in outer.items() if link.folders or link.packages}


def _editable(
    metadata: Metadata, packages: Mapping[str, Path], suffixes: tuple[str, ...], links: Mapping[str, Link]
) -> Installed:
    """Take the files of an editable install from where it has its code; its metadata stays where it is."""
    location = _common_parent(packages.values())
    tree = InstalledTree(location)
    sizes: dict[str, int] = {}
    modules: list[ModuleFile] = []
    for name, path in sorted(packages.items()):
        if not path.is_relative_to(location):
            continue
        top = path.relative_to(location).as_posix()
        names = sizes_of(tree, [*(tree.walk(top) if path.is_dir() else ()), *(top + end for end in (".py", *suffixes))])
        sizes |= names
        modules += modules_of(names, location, suffixes, below=top, named=name.replace(".", "/"))
    return Installed(
        name=metadata.name,
        location=location,
        sizes=dict(sorted(sizes.items())),
        modules=in_order(modules),
        metadata=metadata,
        editable=True,
        links=frozenset(folder for link in links.values() for folder in link.folders),
    )


def _common_parent(paths: Iterable[Path]) -> Path:
    parents = [str(path.parent) for path in paths]
    try:
        return Path(os.path.commonpath(parents))
    except ValueError:  # Two drives on Windows: the first holds what we can describe with relative paths.
        return Path(parents[0])
