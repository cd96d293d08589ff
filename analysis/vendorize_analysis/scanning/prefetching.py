"""Read files before somebody asks for them: the cache is asked about many at once, and workers make what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.scanning.source import SourceFile, read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize_analysis.model.summary import Unreadable
    from vendorize_analysis.scanning.cache_protocol import Cache
    from vendorize_analysis.scanning.finder import FoundModule, ModuleIndex
    from vendorize_analysis.scanning.workers import Workers


class Ahead:
    """What was read and fetched, until it is asked for."""

    def __init__(self, index: ModuleIndex, cache: Cache, workers: Workers, *, context: str) -> None:
        self._index = index
        self._cache = cache
        self._workers = workers
        self._context = context
        self._sources: dict[str, tuple[Path, SourceFile | Unreadable]] = {}
        self._stored: dict[str, bytes] = {}
        self._named: set[str] = set()

    def look(self, names: Iterable[str]) -> None:
        """Read the modules of these names that nobody has named before."""
        fresh: dict[str, tuple[Path, SourceFile]] = {}
        for name in names:
            found = self._index.find(name)
            if name in self._named or found is None or found.kind == "extension":
                continue
            path = found.path
            if path is None:
                continue
            self._named.add(name)
            source = read(path, as_source=True)
            self._sources[name] = (path, source)
            if isinstance(source, SourceFile):
                fresh[self.key(source)] = (path, source)
        stored = self._cache.get_many(fresh)
        self._stored.update(stored)
        self._workers.begin((key, path, len(source.data)) for key, (path, source) in fresh.items() if key not in stored)

    def key(self, source: SourceFile) -> str:
        """Return the key of a file's summary: digest of its bytes, then the context."""
        return f"{source.digest}{self._context}"

    def source(self, found: FoundModule) -> tuple[Path, SourceFile | Unreadable] | None:
        """Return a module's file and what it holds; None of a namespace package, which has no file."""
        read_before = self._sources.pop(found.name, None)
        if read_before is not None:
            return read_before
        path = found.path
        self._named.add(found.name)
        return None if path is None else (path, read(path, as_source=True))

    def stored(self, key: str) -> bytes | None:
        """Return the stored summary; None where the cache has none."""
        return self._stored.pop(key, None) or self._cache.get(key)
