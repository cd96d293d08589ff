"""Read and summarise modules when somebody asks for them: finder, source, cache and summarizing put together."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import LoadedModule
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.scanning.codec import decode, encode
from vendorize_analysis.scanning.source import Source, parse, read
from vendorize_analysis.summarizing import summarize, with_comments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.summary import ModuleSummary
    from vendorize_analysis.scanning.cache import Cache
    from vendorize_analysis.scanning.finder import ModuleIndex
    from vendorize_analysis.summarizing import Target

_KINDS = {"first-party": "source", "package": "source"}


class Scanner:
    """The catalogue of modules; remembers what it read and how long that took."""

    def __init__(self, index: ModuleIndex, cache: Cache, target: Target, *, context: str, tell: Listener) -> None:
        self.index = index
        self.cache = cache
        self.target = target
        self.context = context
        self.tell = tell
        self.loaded: dict[str, LoadedModule | None] = {}
        self._stored: dict[str, bytes] = {}
        """Summaries that were fetched ahead, by their keys."""
        self._sources: dict[str, Source | Unreadable] = {}
        """Files that were read ahead, by the names of their modules."""
        self.files_read = 0
        self.files_cached = 0
        self.lines_read = 0
        self.parse_seconds = 0.0
        self.summarize_seconds = 0.0

    def kind(self, name: str) -> str:
        """Tell what a dotted name is: `source`, `extension`, `namespace`, `stdlib` or `missing`."""
        kind = self.index.classify(name)
        return _KINDS.get(kind, kind)

    def owner(self, name: str) -> str:
        """Give the key of the distribution that a module belongs to; empty for first-party code."""
        return self.index.distribution_of(name)

    def submodules(self, package: str) -> tuple[str, ...]:
        """Give the modules directly inside a package."""
        return self.index.submodules(package)

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Give all modules whose dotted name begins with a text."""
        return self.index.matching(prefix)

    def load(self, name: str) -> LoadedModule | None:
        """Read a module of the project or of a distribution; None when there is no source of that name."""
        if name not in self.loaded:
            self.loaded[name] = self._load(name)
        return self.loaded[name]

    def prefetch(self, names: Iterable[str]) -> None:
        """Read files that will be asked for, and fetch what is stored about them at once."""
        for name in names:
            found = self.index.find(name)
            if name not in self.loaded and found is not None and found.path is not None:
                self._sources[name] = read(found.path)
        keys = [self._key(source) for source in self._sources.values() if isinstance(source, Source)]
        self._stored.update(self.cache.get_many(keys))

    def _key(self, source: Source) -> str:
        return f"{source.digest}{self.context}"

    def _load(self, name: str) -> LoadedModule | None:
        found = self.index.find(name)
        if found is None or found.path is None or self.kind(name) != "source":
            return None
        source = self._sources.pop(name, None) or read(found.path)
        self.files_read += 1
        digest = ""
        summary: ModuleSummary | Unreadable
        if isinstance(source, Unreadable):
            summary = source
        else:
            digest = source.digest
            self.lines_read += source.lines
            summary = self._summary(source)
        if isinstance(summary, Unreadable):
            place = f"{found.path}:{summary.line}" if summary.line else f"{found.path}"
            self.tell.warned(f"{place}: {summary.message}; the file is kept as it is")
        self.tell.progressed(self.files_read, 0, name)
        return LoadedModule(
            name=name,
            path=found.path,
            relative=found.relative,
            is_package=found.is_package,
            distribution=found.distribution,
            summary=summary,
            digest=digest,
        )

    def _summary(self, source: Source) -> ModuleSummary | Unreadable:
        key = self._key(source)
        stored = self._stored.pop(key, None) or self.cache.get(key)
        if stored is not None:
            self.files_cached += 1
            return decode(stored)
        started = perf_counter()
        tree = parse(source.data)
        parsed = perf_counter()
        self.parse_seconds += parsed - started
        if isinstance(tree, Unreadable):
            return tree
        try:
            summary = summarize(tree, size=len(source.data), lines=source.lines, target=self.target)
            summary = with_comments(summary, source.data)
        except RecursionError:
            return Unreadable(0, "nested too deeply to be analysed")
        self.summarize_seconds += perf_counter() - parsed
        self.cache.put(key, encode(summary))
        return summary


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keep the garbage collector off: syntax trees are many small objects without cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
