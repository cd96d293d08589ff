"""A second cache that is only read: made on one machine, used by others and by several projects.

Nothing is ever written to its folder, which may be read-only. Whoever writes there at the same time may make values
unreadable for a moment; every value has a check sum, and what does not fit it counts as absent.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from vendorize_analysis.scanning.sqlite import select_values

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize_analysis.scanning.cache_protocol import Cache


def open_shared(path: Path, own: Cache) -> Cache:
    """Return the own cache with the one in that file behind it; the own one alone where there is no such file."""
    if not path.is_file():
        return own
    try:
        # `immutable`: SQLite makes no files beside it, and takes no locks.
        place = f"{path.resolve().as_uri()}?immutable=1"
        connection = sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False)
    except (OSError, ValueError, sqlite3.Error):
        return own
    return SharedCache(own, connection)


class SharedCache:
    """A cache that looks in a second one for what it does not have, and keeps what it finds there."""

    __slots__ = ("connection", "own")

    def __init__(self, own: Cache, connection: sqlite3.Connection) -> None:
        self.own = own
        self.connection: sqlite3.Connection | None = connection

    def get(self, key: str) -> bytes | None:
        """Return the value of the key; None where neither cache has it."""
        return self.get_many((key,)).get(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return the values that one of the caches has, by key."""
        wanted = list(dict.fromkeys(keys))
        found = self.own.get_many(wanted)
        missing = [key for key in wanted if key not in found]
        for key, value in self._behind(missing).items():
            found[key] = value
            self.own.put(key, value)
        return found

    def _behind(self, keys: list[str]) -> dict[str, bytes]:
        if self.connection is None or not keys:
            return {}
        try:
            return {key: value for key, value, _used in select_values(self.connection, keys)}
        except (sqlite3.Error, MemoryError, OverflowError, ValueError):
            self._let_go()
            return {}

    def put(self, key: str, value: bytes) -> None:
        """Store the value in the own cache."""
        self.own.put(key, value)

    def close(self) -> None:
        """Close both; only the own one is written."""
        self._let_go()
        self.own.close()

    def _let_go(self) -> None:
        if self.connection is not None:
            with suppress(sqlite3.Error):
                self.connection.close()
        self.connection = None
