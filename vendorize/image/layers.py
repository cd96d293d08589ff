"""Divide a result into layers, so that what changes often lies apart from what is large."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.emit.notices import NOTICES
from vendorize.layouts.site.names import SUPPORT
from vendorize.model.bundle import Bundle
from vendorize.model.cold import ARCHIVE_NAME
from vendorize.model.image import ImageWeight
from vendorize.model.lock import LOCK_NAME
from vendorize.model.originmap import MAP_NAME
from vendorize.storage.names import MARKER
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize.model.bundle import BundleFile
    from vendorize.model.image import LayerName
    from vendorize.model.lock import Lock

ORDER: tuple[LayerName, ...] = ("externals", "vendored", "program")
"""From what changes seldom to what changes with every edit: only layers above a changed one are sent again."""
RECORDS = frozenset({MARKER, LOCK_NAME, MAP_NAME})
"""They tell of a result, nothing that runs reads them, and each edit of the program changes them."""
_CACHE = "/__pycache__/"
_VENDORED = frozenset({f"{SUPPORT}.py", NOTICES, ARCHIVE_NAME})
"""Ours, and about the vendored code alone."""


def divide(files: Iterable[BundleFile], lock: Lock) -> dict[LayerName, tuple[BundleFile, ...]]:
    """Return the files of each layer, sorted by path; a layer may have none.

    Distributions that stay as they are go into `externals`, those that are cut into `vendored`; what belongs to no
    distribution is the program's. Records of ours are left out.
    """
    files = [file for file in files if file.relative not in RECORDS]
    homes: dict[str, LayerName] = {
        one.key: "externals" if one.verdict == "external" else "vendored" for one in lock.distributions
    }
    owners = {file.relative: file.distribution for file in files}
    divided: dict[LayerName, list[BundleFile]] = {name: [] for name in ORDER}
    for file in sorted(files, key=lambda file: file.relative):
        divided[_home(file, owners, homes)].append(file)
    return {name: tuple(divided[name]) for name in ORDER}


def laid_apart(divided: Mapping[LayerName, tuple[BundleFile, ...]]) -> Bundle:
    """Return a bundle that has a folder for each layer with files."""
    files = (replace(file, relative=f"{name}/{file.relative}") for name in divided for file in divided[name])
    return Bundle(tuple(sorted(files, key=lambda file: file.relative)))


def _home(file: BundleFile, owners: Mapping[str, str], homes: Mapping[str, LayerName]) -> LayerName:
    """Return the layer of a file; bytecode lies with its source, whoever wrote it."""
    owner = file.distribution
    if not owner and _CACHE in f"/{file.relative}":
        folder, _, name = f"/{file.relative}".rpartition(_CACHE)
        owner = owners.get(f"{folder}/{name.partition('.')[0]}.py".removeprefix("/"), "")
    if owner or file.relative in _VENDORED:
        return homes.get(owner, "vendored")
    return "program"


def weigh(files: Iterable[BundleFile]) -> ImageWeight:
    """Return how many files there are, and their bytes; raises `UserError` for one that is gone."""
    total = ImageWeight()
    for file in files:
        total = total.plus(1, size_of(file))
    return total


def size_of(file: BundleFile) -> int:
    """Return the bytes of a file of a result."""
    if isinstance(file.content, bytes):
        return len(file.content)
    try:
        return file.content.stat().st_size
    except OSError as error:
        raise UserError(f"cannot read {file.content}: {error.strerror}", hint="install or extract it again") from error
