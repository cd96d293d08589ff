"""What one file cannot hold, in a folder beside it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.bundle import BundleFile
    from vendorize.model.plan import DistributionPlan

_ENDING = ".external"
"""With a dot: nothing can be imported from the folder by a name for it."""


def beside(module: str) -> str:
    """Return the name of the folder beside the file of a module."""
    return f"{module}{_ENDING}"


def beside_or_held(
    files: Iterable[BundleFile], stay: Iterable[DistributionPlan]
) -> tuple[tuple[BundleFile, ...], tuple[BundleFile, ...]]:
    """Return what the file holds, and what lies beside it: all of the distributions that stay as they are installed.

    Raises `UserError` where a package has parts of both: each is found in one place.
    """
    keys = {one.key: one.name for one in stay}
    inside = tuple(file for file in files if file.distribution not in keys)
    outside = tuple(file for file in files if file.distribution in keys)
    for ones, others in ((inside, outside), (outside, inside)):
        packages = {str(PurePosixPath(one.relative).parent) for one in ones if _begins_package(one)}
        for other in others:
            shared = next((str(p) for p in PurePosixPath(other.relative).parents if str(p) in packages), "")
            if shared:
                name = keys.get(other.distribution) or keys.get(_owner(ones, shared), "")
                raise UserError(
                    f"{name} stays as it is installed, and shares the package {shared.replace('/', '.')} with what one"
                    " file holds",
                    hint="use --layout site, which has both in a folder, or keep the others whole with `external`",
                )
    return inside, outside


def _begins_package(file: BundleFile) -> bool:
    path = PurePosixPath(file.relative)
    return path.stem.partition(".")[0] == "__init__" and path.suffix in (".py", ".so", ".pyd") and len(path.parts) > 1


def _owner(files: Iterable[BundleFile], package: str) -> str:
    return next(file.distribution for file in files if str(PurePosixPath(file.relative).parent) == package)
