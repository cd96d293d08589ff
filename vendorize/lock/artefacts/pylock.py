"""Read `pylock.toml` and `pylock.*.toml` (PEP 751), with the reader of `packaging`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.pylock import Pylock, PylockUnsupportedVersionError, PylockValidationError, is_valid_pylock_path
from packaging.utils import canonicalize_name

from vendorize.lock.artefacts.candidates import (
    Candidates,
    Offered,
    file_name,
    hash_text,
    public_url,
    revision_text,
)
from vendorize.lock.guarded import is_readable
from vendorize_analysis.discovery.toml import read_toml
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from packaging.pylock import Package, PackageArchive, PackageSdist, PackageWheel

    from vendorize.lock.artefacts.candidates import Known


def read_pylocks(root: Path) -> Known:
    """Return the candidates of the lock files of a project, the plain name first.

    Raises `UserError` for one that is no lock file by the specification.
    """
    found: Known = {}
    files = sorted(root.glob("pylock*.toml"), key=lambda file: (file.name != "pylock.toml", file.name))
    for file in files:
        if is_valid_pylock_path(file) and is_readable(file, root):
            for package in _packages(file):
                name = (canonicalize_name(package.name), str(package.version or ""))
                found.setdefault(name, Candidates(file.name, tuple(_offered(package, file))))
    return found


def _packages(file: Path) -> tuple[Package, ...]:
    try:
        return tuple(Pylock.from_dict(read_toml(file).values).packages)
    except PylockUnsupportedVersionError:
        return ()
    except PylockValidationError as error:
        raise UserError(f"{file}: not a lock file: {error}", hint="make it anew with the tool that wrote it") from error


def _offered(package: Package, file: Path) -> Iterator[Offered]:
    if package.vcs is not None:
        yield Offered(url=public_url(package.vcs.url or ""), revision=revision_text(package.vcs.commit_id))
    files: list[PackageArchive | PackageSdist | PackageWheel] = [*(package.wheels or ())]
    files += [one for one in (package.archive, package.sdist) if one is not None]
    for one in files:
        place = one.url or one.path or ""
        hashes = tuple(hash_text(f"{kind}:{value}", file) for kind, value in one.hashes.items())
        yield Offered(getattr(one, "name", None) or file_name(place), public_url(place), hashes)
