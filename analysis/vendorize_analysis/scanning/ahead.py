"""Read files before somebody asks for them: the cache is asked about many at once, and workers make what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.scanning.source import Source, read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize_analysis.model.summary import Unreadable
    from vendorize_analysis.scanning.cache import Cache
    from vendorize_analysis.scanning.finder import ModuleIndex
    from vendorize_analysis.scanning.workers import Workers


class Ahead:
    """What was read and fetched, until it is asked for."""

    def __init__(self, index: ModuleIndex, cache: Cache, workers: Workers, *, context: str) -> None:
        self._index = index
        self._cache = cache
        self._workers = workers
        self._context = context
        self._sources: dict[str, Source | Unreadable] = {}
        self._stored: dict[str, bytes] = {}
        self._named: set[str] = set()

    def look(self, names: Iterable[str]) -> None:
        """Read the modules of these names that nobody has named before."""
        fresh: dict[str, tuple[Path, Source]] = {}
        for name in names:
            found = self._index.find(name)
            if name in self._named or found is None or found.kind == "extension":
                continue
            path = found.path
            if path is None:
                continue
            self._named.add(name)
            source = self._sources[name] = read(path)
            if isinstance(source, Source):
                fresh[self.key(source)] = (path, source)
        stored = self._cache.get_many(fresh)
        self._stored.update(stored)
        self._workers.begin((key, path, len(source.data)) for key, (path, source) in fresh.items() if key not in stored)

    def key(self, source: Source) -> str:
        """Give what a file's summary is stored under."""
        return f"{source.digest}{self._context}"

    def source(self, name: str, path: Path) -> Source | Unreadable:
        """Give what a module's file holds."""
        self._named.add(name)
        return self._sources.pop(name, None) or read(path)

    def stored(self, key: str) -> bytes | None:
        """Give what the cache has."""
        return self._stored.pop(key, None) or self._cache.get(key)
