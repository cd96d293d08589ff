"""Which versions a project's own lock file has chosen: `pylock.toml` (PEP 751) goes before `uv.lock`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.markers import InvalidMarker, Marker
from packaging.pylock import Pylock, PylockSelectError, PylockUnsupportedVersionError, PylockValidationError
from packaging.utils import canonicalize_name

from vendorize.lock.guarded import is_readable
from vendorize_analysis.discovery.toml import read_toml
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.toml import Table

PYLOCK = "pylock.toml"
UV = "uv.lock"
_OF_UV = 1
"""The version of its format that is known here."""
_ITSELF = ("editable", "virtual", "directory")
"""Kinds of source that the package of the project has, with the folder `.`."""


def pins_of(root: Path, extras: Collection[str]) -> tuple[str, ...]:
    """Return `name==version` for each distribution of an index that the lock file has for this interpreter.

    There are none without a lock file. What comes from elsewhere is left to the requirements that ask for it.
    Raises `UserError` for a file that cannot be read.
    """
    if is_readable(root / PYLOCK, root):
        return tuple(sorted(_of_pylock(root / PYLOCK, extras)))
    if is_readable(root / UV, root):
        return tuple(sorted(_of_uv(root / UV, extras)))
    return ()


def _of_pylock(file: Path, extras: Collection[str]) -> Iterator[str]:
    try:
        lock = Pylock.from_dict(read_toml(file).values)
        known = {canonicalize_name(one) for one in lock.extras or ()}
        chosen = list(lock.select(extras=[one for one in sorted(extras) if one in known]))
    except PylockUnsupportedVersionError:
        return
    except (PylockValidationError, PylockSelectError) as error:
        raise UserError(f"{file}: {error}", hint="make it anew with the tool that wrote it") from error
    for package, _ in chosen:
        if package.version is not None and (package.wheels or package.sdist):
            yield f"{package.name}=={package.version}"


def _of_uv(file: Path, extras: Collection[str]) -> Iterator[str]:
    """Follow the graph of a `uv.lock` from the project (docs.astral.sh/uv/concepts/projects/layout/#the-lockfile)."""
    content = read_toml(file)
    if content.values.get("version") != _OF_UV:
        return
    packages = [*content.tables("package")]
    queue = [(one, frozenset(extras)) for one in packages if _is_project(one)]
    seen: set[tuple[str, str, frozenset[str]]] = set()
    while queue:
        package, asked = queue.pop()
        identity = (package.text("name"), package.text("version"), asked)
        if identity in seen:
            continue
        seen.add(identity)
        if "registry" in package.table("source"):
            yield f"{identity[0]}=={identity[1]}"
        for edge in _edges(package, asked):
            more = frozenset(map(canonicalize_name, edge.texts("extra")))
            queue += ((one, more) for one in packages if _is_meant(one, edge))


def _is_project(package: Table) -> bool:
    source = package.table("source")
    return any(source.values.get(kind) == "." for kind in _ITSELF)


def _edges(package: Table, extras: Collection[str]) -> Iterator[Table]:
    optional = package.table("optional-dependencies")
    groups = [package.tables("dependencies"), *(optional.tables(one) for one in optional if one in extras)]
    for edge in (edge for group in groups for edge in group):
        if _holds(edge.text("marker")):
            yield edge


def _is_meant(package: Table, edge: Table) -> bool:
    """Tell whether an edge leads to a package; it names a version where the file has several."""
    version = edge.text("version")
    return package.text("name") == edge.text("name") and version in {"", package.text("version")}


def _holds(marker: str) -> bool:
    try:
        return not marker or Marker(marker).evaluate()
    except InvalidMarker as error:
        raise UserError(f"{UV}: {marker!r} is no marker", hint="make it anew: uv lock") from error
