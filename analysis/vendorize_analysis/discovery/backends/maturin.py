"""maturin (maturin.rs/project_layout), where there is Python beside the Rust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.backends.backend import BackEnd
from vendorize_analysis.discovery.places import first_named, named, names_of

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace
    from vendorize_analysis.discovery.toml import Table


def locate_code(root: Path, pyproject: Table, project: str) -> tuple[ImportPlace, ...]:
    """Return the packages of a maturin project: those that are listed, else the one of the compiled module.

    `Cargo.toml` may name that module, too. It is not read: by default cargo's name of a library is the project's.
    """
    settings = pyproject.table("tool", "maturin")
    source = settings.text("python-source").strip("/")
    folders = (root / source,) if source else (root, root / "src", root / "python")
    packages = settings.texts("python-packages")
    if packages:
        return tuple(place for name in packages for place in named(name, folders))
    if compiled := settings.text("module-name"):
        return first_named((compiled.partition(".")[0],), folders)
    return first_named(names_of(project), folders)


MATURIN = BackEnd("maturin", ("maturin",), locate_code, declares=False)
