"""Read and summarise modules when somebody asks for them: finder, source, cache and summarizing put together."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import LoadedModule
from vendorize_analysis.model.names import absolute, package_of
from vendorize_analysis.model.summary import ModuleSummary, Unreadable
from vendorize_analysis.newer import reader
from vendorize_analysis.scanning.cache import cache_context
from vendorize_analysis.scanning.codec import decode, encode
from vendorize_analysis.scanning.making import make_summary
from vendorize_analysis.scanning.prefetching import Ahead
from vendorize_analysis.scanning.readings import Reading
from vendorize_analysis.scanning.source import SourceFile, read
from vendorize_analysis.scanning.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.scanning.finder import FoundModule, ModuleIndex
    from vendorize_analysis.scanning.readings import Readings
    from vendorize_analysis.summarizing import Target

_KINDS = {"first-party": "source", "package": "source"}


class Scanner:
    """The catalogue of modules; remembers what it read and how long that took."""

    def __init__(  # noqa: PLR0913 - what it is put together from
        self, index: ModuleIndex, readings: Readings, target: Target, *, context: str, progress: Listener, jobs: int = 1
    ) -> None:
        self.index = index
        self.readings = readings
        self.cache = readings.cache
        self.target = target
        self.context = context
        self.progress = progress
        self.loaded: dict[str, LoadedModule | None] = {}
        self._alone = jobs == 1
        self._workers = Workers(jobs, target)
        self._made: dict[str, ModuleSummary | Unreadable] = {}
        """Summaries that nobody has asked for yet."""
        self._ahead = Ahead(index, readings.cache, self._workers, context=context, known=readings.modules)
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
            self.loaded[name] = self._load(name)
        return self.loaded[name]

    def prefetch(self, names: Iterable[str]) -> None:
        """Read files that will be asked for, and fetch what is stored about them at once."""
        self._ahead.look(names)

    def close(self) -> None:
        """End the processes that were started."""
        self._workers.close()

    def _load(self, name: str) -> LoadedModule | None:
        found = self.index.find(name)
        path = found.path if found is not None and self.kind(name) == "source" else None
        if found is None or path is None:
            return None
        reading = self.readings.modules.get(path)
        if reading is None:
            reading = self.readings.modules[path] = self._read(found, path)
        self.files_read += 1
        self.lines_read += reading.lines
        self.files_cached += reading.was_cached
        self.progress.progressed(self.files_read, 0, name)
        module = LoadedModule(
            name=name,
            path=path,
            relative=found.relative,
            is_package=found.is_package,
            distribution=found.distribution,
            summary=reading.summary,
            digest=reading.digest,
        )
        self._look_ahead(module)
        return module

    def _read(self, found: FoundModule, path: Path) -> Reading:
        source = self._ahead.source(found, path)
        if isinstance(source, Unreadable):
            return Reading("", 0, source, was_cached=False)
        encoded = self._ahead.stored(self._ahead.key(source))
        summary = self._summary(source) if encoded is None else decode(encoded)
        return Reading(source.digest, source.lines, summary, was_cached=encoded is not None)

    def _summary(self, source: SourceFile) -> ModuleSummary | Unreadable:
        key = self._ahead.key(source)
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
        source = read(path)
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
        self._ahead.look(names)


def open_scanner(index: ModuleIndex, readings: Readings, target: Target, *, progress: Listener, jobs: int) -> Scanner:
    """Return a scanner with as many processes (0: one for each processor), whose cache knows the target."""
    # What only a newer Python reads is read for one that does, by libcst.
    newer = [repr(target.newest), reader()] if target.newest > sys.version_info[:2] else []
    context = cache_context(repr(target.python), ",".join(sorted(target.platforms)), *sorted(target.without), *newer)
    return Scanner(index, readings, target, context=context, progress=progress, jobs=jobs or os.cpu_count() or 1)


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
