"""Which files an installed wheel shall have, and which it has: a folder of site-packages is that of many."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.check.walking import is_cached, walked
from vendorize.lock import is_by_installer, recorded_paths
from vendorize.model.lock import LOCK_NAME
from vendorize_analysis.model.names import is_library

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from vendorize.check.place import LockedResult

UNLISTED = ("RECORD", "RECORD.jws", "RECORD.p7s")
"""What no lock in a wheel can name, beside itself: these are made of it."""
_DATA = re.compile(r"[^/]+\.data/(?:(?P<library>purelib|platlib)/)?")
"""Where a wheel has what goes elsewhere (binary distribution format, "The .data directory")."""


def as_installed(expected: Mapping[str, str]) -> dict[str, str]:
    """Return the files with the places that installers give them, without those that go out of site-packages."""
    found = {}
    for path, sha256 in expected.items():
        data = _DATA.match(path)
        if data is None:
            found[path] = sha256
        elif data["library"]:
            found[path[data.end() :]] = sha256
    return found


def installed_files(place: LockedResult, expected: Collection[str]) -> set[str]:
    """Return the files that are there of an installed wheel, and those that are among them or would hide them.

    They are what its RECORD names, what lies in its packages and is no other distribution's, and what Python would
    import before one of its modules.
    """
    info, site = place.lock_file.parent, place.result
    left = {f"{info.name}/{name}" for name in (LOCK_NAME, *UNLISTED)}
    recorded = {one for one in recorded_paths(info) if not is_by_installer(one, info.name)} - left
    own = [one for one in expected if not one.startswith(f"{info.name}/")]
    beside = {*_in_packages(site, own), *_hiding(site, own)} - recorded - set(expected)
    if beside:
        for other in site.glob("*.dist-info"):
            beside -= recorded_paths(other) if other.name != info.name else set()
    return {one for one in recorded | set(expected) if (site / one).is_file()} | beside


def _in_packages(site: Path, own: Collection[str]) -> Iterator[str]:
    for top in sorted({one.partition("/")[0] for one in own if "/" in one}):
        if f"{top}/__init__.py" in own and not (site / top).is_symlink():
            yield from (one for one in walked(site / top, site) if not is_cached(site / one, installed=True))


def _hiding(site: Path, own: Collection[str]) -> Iterator[str]:
    """Yield packages and compiled modules of the names of modules that lie at the top."""
    names = {PurePosixPath(one).stem for one in own if "/" not in one and one.endswith(".py")}
    for name in sorted(names):
        yield from (path.name for path in site.glob(f"{name}.*") if is_library(path.name))
        yield from (path.relative_to(site).as_posix() for path in site.glob(f"{name}/__init__.*"))
