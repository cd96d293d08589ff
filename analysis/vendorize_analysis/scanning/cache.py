"""Keep summaries between runs; a cache that fails is a cache that is not there."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize_analysis.digests import blake2b
from vendorize_analysis.scanning.sqlite import FILE_NAME, LIMIT, default_folder, open_sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.scanning.cache_protocol import Cache


class NoCache:
    """A cache that remembers nothing."""

    def get(self, key: str) -> bytes | None:
        """Return nothing."""
        del key
        return None

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return nothing."""
        del keys
        return {}

    def put(self, key: str, value: bytes) -> None:
        """Forget it."""

    def close(self) -> None:
        """Do nothing."""


def open_cache(folder: Path | None = None, *, fallback: Path | None = None, limit: int = LIMIT) -> Cache:
    """Return the cache in the folder (by default the platform's), or one that remembers nothing if that cannot be.

    What it lacks it takes from the cache in the folder `fallback`, which is only read.
    """
    own = _open_own(folder or _default_folder(), limit)
    if fallback is None:
        return own
    from vendorize_analysis.scanning.shared_cache import open_shared  # noqa: PLC0415 - few have a second one

    return open_shared(fallback / FILE_NAME, own)


def _default_folder() -> Path | None:
    found = default_folder(os.environ, sys.platform)
    return Path(found) if found else None


def _open_own(folder: Path | None, limit: int) -> Cache:
    if folder is None:
        return NoCache()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open_sqlite(folder / FILE_NAME, limit=limit)
    except (OSError, sqlite3.Error, ValueError):
        return NoCache()


def makers(package: Path) -> list[Path]:
    """Return the source files that decide what a summary says and how it is stored."""
    folders = [
        path
        for folder in ("newer", "summarizing", "model/hazards")
        for path in sorted((package / folder).rglob("*.py"))
    ]
    single = (
        "recursion.py",
        "model/summary.py",
        "model/patterns.py",
        "model/rules.py",
        "scanning/source.py",
        "scanning/codec.py",
    )
    return [*folders, *map(package.joinpath, single)]


def cache_context(*settings: str) -> str:
    """Return the part of a key that says who summarised under which settings (versions and platforms, say).

    The analyser is known by the bytes of the code that makes summaries: whoever changes it need not remember a number.
    """
    digest = blake2b(digest_size=8)
    package = Path(__file__).parents[1]
    for path in makers(package):
        digest.update(path.name.encode("utf-8"))
        # Without the source files (a frozen program) our own version must do.
        digest.update(path.read_bytes() if path.is_file() else _version())
    # `ast` and `marshal` are those of the Python that runs us.
    for setting in (sys.implementation.cache_tag or sys.version, *settings):
        digest.update(b"\0" + setting.encode("utf-8"))
    return digest.hexdigest()


def _version() -> bytes:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and nearly never needed

    with suppress(PackageNotFoundError):
        return version("vendorize-cli").encode("utf-8")
    return b""
