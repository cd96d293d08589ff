"""Copy a project, so that a back end can write beside its sources what it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.emit import write
from vendorize.emit.paths import is_executable
from vendorize.emit.tree import Tree
from vendorize.layouts import IN_PLACE
from vendorize.model.bundle import Bundle, BundleFile
from vendorize.storage import MARKER

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.events import Listener


def copied(project: Path, target: Path, progress: Listener) -> None:
    """Copy the files of a project as they stand, without what is made from them."""
    tree = Tree(project.resolve(), None, (), progress)
    files = (BundleFile(relative, path, executable=is_executable(path)) for relative, path in tree.files())
    put(Bundle(tuple(files)), target)


def put(bundle: Bundle, target: Path) -> None:
    """Write the files of a project to a new folder, without the record that a result on disk has: it is a project."""
    write(bundle, target, layout=IN_PLACE)
    (target / MARKER).unlink()
