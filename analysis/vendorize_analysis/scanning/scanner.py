"""Read and summarise modules when somebody asks for them: finder, source, cache and summarizing put together."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from vendorize_analysis.model.analysis import LoadedModule
from vendorize_analysis.model.names import absolute, package_of
from vendorize_analysis.model.summary import ModuleSummary, Unreadable
from vendorize_analysis.newer import reader
from vendorize_analysis.scanning.cache import cache_context
from vendorize_analysis.scanning.codec import decode, encode
from vendorize_analysis.scanning.making import make_summary
from vendorize_analysis.scanning.prefetching import Ahead
from vendorize_analysis.scanning.source import SourceFile, read
from vendorize_analysis.scanning.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.scanning.cache_protocol import Cache
    from vendorize_analysis.scanning.finder import FoundModule, ModuleIndex
    from vendorize_analysis.summarizing import Target

KnownFiles = dict["FoundModule", tuple[LoadedModule, int, bool]]
"""Modules that were read, each with its number of lines, and whether the cache had it."""


class Scanner:
    """The catalogue of modules; remembers what it read and how long that took."""

    def __init__(  # noqa: PLR0913 - what it is put together from
        self, index: ModuleIndex, cache: Cache, target: Target, *, context: str, progress: Listener, jobs: int = 1
    ) -> None:
        self.index = index
        self.cache = cache
        self.target = target
        self.context = context
        self.progress = progress
        self.loaded: dict[str, LoadedModule | None] = {}
        self._known: KnownFiles = {}
        self._alone = jobs == 1
        self._workers = Workers(jobs, target)
        self._made: dict[str, ModuleSummary | Unreadable] = {}
        """Summaries that nobody has asked for yet."""
        self._ahead = Ahead(index, cache, self._workers, context=context)
        self.files_read = 0
        self.files_cached = 0
        self.lines_read = 0
        self.parse_seconds = 0.0
        self.summarize_seconds = 0.0

    def kind(self, name: str) -> str:
        """Tell what a dotted name is: `source`, `extension`, `namespace`, `stdlib` or `missing`."""
        return self.index.kind(name)

    def exists(self, name: str) -> bool:
        """Tell whether a dotted name is a module of the project or of a distribution, read or not."""
        return self.index.exists(name)

    def owner(self, name: str) -> str:
        """Return the key of the distribution that a module belongs to; empty for first-party code."""
        return self.index.distribution_of(name)

    def submodules(self, package: str) -> tuple[str, ...]:
        """Return the modules directly inside a package."""
        return self.index.submodules(package)

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Return all modules whose dotted name begins with a text."""
        return self.index.matching(prefix)

    def load(self, name: str) -> LoadedModule | None:
        """Read a module of the project or of a distribution; None when there is no source of that name."""
        if name not in self.loaded:
            self.loaded[name] = self._take(name) if self._is_known(name) else self._load(name)
        return self.loaded[name]

    def prefetch(self, names: Iterable[str]) -> None:
        """Read files that will be asked for, and fetch what is stored about them at once."""
        self._ahead.look(name for name in names if not self._is_known(name))

    def carry_on(self, known: KnownFiles) -> None:
        """Take over what scanners for the same target have read: theirs was another index, but of the same files."""
        self._known = known

    def close(self) -> None:
        """End the processes that were started."""
        self._workers.close()

    def _load(self, name: str) -> LoadedModule | None:
        found = self.index.find(name)
        there = self._ahead.source(found) if found is not None and self.kind(name) == "source" else None
        if found is None or there is None:
            return None
        path, source = there
        self.files_read += 1
        digest, lines, before = "", 0, self.files_cached
        summary: ModuleSummary | Unreadable
        if isinstance(source, Unreadable):
            summary = source
        else:
            digest = source.digest
            lines = source.lines
            self.lines_read += lines
            summary = self._summary(source)
        self.progress.progressed(self.files_read, 0, name)
        module = LoadedModule(
            name=name,
            path=path,
            relative=found.relative,
            is_package=found.is_package,
            distribution=found.distribution,
            summary=summary,
            digest=digest,
        )
        self._known[found] = module, lines, self.files_cached > before
        self._look_ahead(module)
        return module

    def _is_known(self, name: str) -> bool:
        return bool(self._known) and self.index.find(name) in self._known

    def _take(self, name: str) -> LoadedModule:
        """Return a module that was read before, and count it as it was counted then."""
        module, lines, cached = self._known[cast("FoundModule", self.index.find(name))]
        self.files_read += 1
        self.lines_read += lines
        self.files_cached += cached
        self.progress.progressed(self.files_read, 0, name)
        self._look_ahead(module)
        return module

    def _summary(self, source: SourceFile) -> ModuleSummary | Unreadable:
        key = self._ahead.key(source)
        encoded = self._ahead.stored(key)
        if encoded is not None:
            self.files_cached += 1
            return decode(encoded)
        if key in self._made:
            return self._made.pop(key)
        encoded = self._workers.take(key, self._make_ahead)
        if encoded is not None:
            self.cache.put(key, encoded)
            return decode(encoded)
        return self._make(key, source)

    def _make(self, key: str, source: SourceFile) -> ModuleSummary | Unreadable:
        made = make_summary(source, self.target)
        self.parse_seconds += made.parse
        self.summarize_seconds += made.summarize
        if not isinstance(made.summary, Unreadable):
            self.cache.put(key, encode(made.summary))
        return made.summary

    def _make_ahead(self, key: str, path: Path) -> None:
        """Make a summary that will be asked for, while another process makes the one that was asked for."""
        source = read(path, as_source=True)
        if isinstance(source, SourceFile) and self._ahead.key(source) == key:
            self._made[key] = self._make(key, source)

    def _look_ahead(self, module: LoadedModule) -> None:
        """Have read what a module imports where it stands: whoever runs the module runs that too."""
        if self._alone or not isinstance(module.summary, ModuleSummary):
            return
        package = package_of(module.name, is_package=module.is_package)
        names: dict[str, None] = {}
        for part in module.summary.parts:
            for item in part.imports if part.kind == "import" and not part.dead else ():
                name = absolute(package, item.level, item.module)
                names |= dict.fromkeys((name, f"{name}.{item.name}"))
        self.prefetch(names)


def open_scanner(index: ModuleIndex, cache: Cache, target: Target, *, progress: Listener, jobs: int) -> Scanner:
    """Return a scanner with as many processes (0: one for each processor), whose cache knows the target."""
    # What only a newer Python reads is read for one that does, by libcst.
    newer = [repr(target.newest), reader()] if target.newest > sys.version_info[:2] else []
    context = cache_context(repr(target.python), ",".join(sorted(target.platforms)), *sorted(target.without), *newer)
    return Scanner(index, cache, target, context=context, progress=progress, jobs=jobs or os.cpu_count() or 1)


@contextmanager
def collection_paused() -> Iterator[None]:
    """Keep the garbage collector off: syntax trees are many small objects without cycles.

    What was made meanwhile counts as old afterwards. Otherwise the next allocation would have the collector look at
    all of it, which takes as long as parsing a fifth of the files.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            # Somebody else's frozen objects must stay frozen.
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
