"""A cache in one SQLite file that several processes may use at the same time, and be killed."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from vendorize_analysis.digests import blake2b

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

LIMIT: Final = 256 * 1024 * 1024
"""Bytes; beyond it the summaries that were not used for longest go."""
FILE_NAME: Final = "summaries-2.sqlite"
"""The number is that of the table's form."""
_AT_ONCE = 500
"""SQLite takes a limited number of parameters in one statement (999 in old versions)."""
_WAIT = 2.0
"""Seconds to wait for another process that is writing."""
_HELD = 400_000
"""Bytes of new values that are held before they are written: of a large environment they are a hundred million."""
_PAGES = 256
"""KiB of pages that SQLite holds (2,000 if nobody says): each value is asked for once."""
_DAY = 86400
_SUM = 16
"""Bytes of the check sum before each value: SQLite notices a broken page, not a flipped bit in a value or in its index.

The sum is over the key too, lest one entry be given for another, and so long that no chance makes it fit.
"""
_TABLE = "CREATE TABLE IF NOT EXISTS summary (key TEXT PRIMARY KEY, value BLOB NOT NULL, used INTEGER NOT NULL)"
_PRIMARY = 0xFF
"""The part of an error code that names the kind."""


def default_folder(environ: Mapping[str, str], platform: str) -> str:
    """Return where caches belong on the platform (XDG base directory specification), empty where there is no home."""
    if platform == "win32":
        base = environ.get("LOCALAPPDATA", "")
    elif platform == "darwin":
        base = _home("Library/Caches")
    else:
        base = environ.get("XDG_CACHE_HOME", "")
        # The specification says to ignore a relative path.
        base = base if base.startswith("/") else _home(".cache")
    return os.path.join(base, "vendorize") if base else ""  # noqa: PTH118 - plain text


def _home(below: str) -> str:
    home = os.path.expanduser("~")  # noqa: PTH111 - plain text
    return "" if home.startswith("~") else os.path.join(home, below)  # noqa: PTH118


def open_sqlite(path: Path | str, *, limit: int) -> SqliteCache:
    """Return the cache in that file, made anew if it is no such file; raises where nothing can be written."""
    try:
        return SqliteCache(path, _connect(path), limit)
    except (sqlite3.Error, ValueError) as error:
        if not _is_corrupt(error):
            raise
        _set_aside(path)
        return SqliteCache(path, _connect(path), limit)


def _connect(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    try:
        # With a write-ahead log readers never wait, and a killed process leaves nothing half done.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(f"PRAGMA cache_size=-{_PAGES}")
        connection.execute(_TABLE)
        connection.execute("SELECT key, value, used FROM summary LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _is_corrupt(error: BaseException) -> bool:
    if isinstance(error, ValueError):
        # The message about what is broken quotes it, and is no UTF-8 then.
        return True
    if not isinstance(error, sqlite3.Error):
        return False
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    # A table of another form counts too: nobody but us writes there.
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or "no such column" in str(error)


def _set_aside(path: Path | str) -> None:
    for suffix in ("-wal", "-shm"):
        with suppress(OSError):
            os.unlink(f"{path}{suffix}")  # noqa: PTH108 - as text or as a path
    os.replace(path, f"{path}.corrupt")  # noqa: PTH105


class SqliteCache:
    """A cache in a file that several processes may use; after the first error it goes on remembering nothing."""

    __slots__ = ("_has_written", "_held", "_new", "_stale", "connection", "limit", "path")

    def __init__(self, path: Path | str, connection: sqlite3.Connection, limit: int) -> None:
        self.path = path
        self.connection: sqlite3.Connection | None = connection
        self.limit = limit
        self._new: dict[str, bytes] = {}
        self._stale: set[str] = set()
        """Keys that were used today for the first time."""
        self._held = 0
        """Bytes of what is new."""
        self._has_written = False

    def get(self, key: str) -> bytes | None:
        """Return what is stored under the key."""
        return self.get_many((key,)).get(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """Return what is stored under those of the keys that are known."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, bytes] = {key: self._new[key] for key in wanted if key in self._new}
        if wanted:
            self._guarded(partial(self._select, wanted, found))
        return found

    def put(self, key: str, value: bytes) -> None:
        """Store the value, at the latest when the cache is closed."""
        if self.connection is None:
            return
        self._new[key] = value
        self._held += len(value)
        if self._held > _HELD:
            self._guarded(self._write)

    def close(self) -> None:
        """Write what is new and not yet written, drop what is too old, and let go of the file."""
        if self._new or self._stale:
            self._guarded(self._write)
        if self._has_written:
            self._guarded(self._shrink)
        if self.connection is not None:
            with suppress(sqlite3.Error):
                self.connection.close()
        self.connection = None
        self._new.clear()

    def _select(self, keys: list[str], found: dict[str, bytes], connection: sqlite3.Connection) -> None:
        today = _today()
        for key, value, used in select_values(connection, keys):
            found.setdefault(key, value)
            if used != today:
                self._stale.add(key)

    def _write(self, connection: sqlite3.Connection) -> None:
        """Write what is new in one transaction."""
        today = _today()
        connection.execute("BEGIN IMMEDIATE")
        try:
            rows = [(key, _sum(key, value) + value, today) for key, value in self._new.items()]
            connection.executemany("INSERT OR REPLACE INTO summary VALUES (?, ?, ?)", rows)
            connection.executemany("UPDATE summary SET used = ? WHERE key = ?", [(today, key) for key in self._stale])
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        self._has_written = self._has_written or bool(self._new)
        self._new.clear()
        self._stale.clear()
        self._held = 0

    def _shrink(self, connection: sqlite3.Connection) -> None:
        # Pages are counted in the file's header; freed ones are used again, so the file stays near the limit.
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        used = (pages - free) * size
        if used <= self.limit:
            return
        count = connection.execute("SELECT count(*) FROM summary").fetchone()[0]
        surplus = max(1, int(count * (1 - 0.75 * self.limit / used)))
        connection.execute(
            "DELETE FROM summary WHERE key IN (SELECT key FROM summary ORDER BY used, rowid LIMIT ?)", (surplus,)
        )

    def _guarded(self, work: Callable[[sqlite3.Connection], None]) -> None:
        if self.connection is None:
            return
        try:
            work(self.connection)
        except (sqlite3.Error, OSError, MemoryError, OverflowError, ValueError) as error:
            with suppress(sqlite3.Error):
                self.connection.close()
            self.connection = None
            if _is_corrupt(error):
                with suppress(OSError):
                    _set_aside(self.path)


def select_values(connection: sqlite3.Connection, keys: list[str]) -> Iterator[tuple[str, bytes, int]]:
    """Yield those of the keys that are known, each with its value and the day when it was used last."""
    for start in range(0, len(keys), _AT_ONCE):
        asked = keys[start : start + _AT_ONCE]
        marks = ",".join("?" * len(asked))
        rows = connection.execute(f"SELECT key, value, used FROM summary WHERE key IN ({marks})", asked)  # noqa: S608
        for key, stored, used in rows:
            value = _checked(key, stored)
            if value is not None:
                yield key, value, used


def _checked(key: object, stored: object) -> bytes | None:
    """Return the value, if it was stored under this very key and is whole."""
    if not isinstance(key, str) or not isinstance(stored, bytes) or len(stored) < _SUM:
        return None
    value = stored[_SUM:]
    return value if _sum(key, value) == stored[:_SUM] else None


def _sum(key: str, value: bytes) -> bytes:
    name = key.encode("utf-8", "surrogateescape")
    state = blake2b(len(name).to_bytes(8, "big"), digest_size=_SUM)
    state.update(name)
    state.update(value)
    return state.digest()


def _today() -> int:
    return int(time.time() // _DAY)
