"""Read `uv.lock`: what uv may install for each package, with URLs and hashes.

Source: docs.astral.sh/uv/concepts/projects/layout/#the-lockfile (TOML; `version = 1`, packages with `sdist`, `wheels`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.lock.artefacts.candidates import Known
    from vendorize_analysis.discovery.toml import Table

NAME = "uv.lock"
_VERSION = 1


def read_uv(root: Path) -> Known:
    """Return the candidates of a project's `uv.lock`; none where there is none, or one of a version to come."""
    file = root / NAME
    if not is_readable(file, root):
        return {}
    content = read_toml(file)
    if content.values.get("version") != _VERSION:
        return {}
    return {
        (canonicalize_name(package.text("name")), package.text("version")): Candidates(NAME, tuple(_offered(package)))
        for package in content.tables("package")
        if package.text("version")
    }


def _offered(package: Table) -> Iterator[Offered]:
    source = package.table("source")
    if "git" in source:
        whole, _, revision = source.text("git").partition("#")
        yield Offered(url=public_url(whole), revision=revision_text(revision))
        return
    sdist = (package.table("sdist"),) if "sdist" in package else ()
    for one in (*sdist, *package.tables("wheels")):
        place = one.text("url") or one.text("path") or one.text("filename")
        hashes = (hash_text(one.text("hash"), package.file),) if one.text("hash") else ()
        yield Offered(file_name(place), public_url(place), hashes)
