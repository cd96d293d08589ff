"""What is in files that nothing reaches: how much, and what it could do. They are reported, but need no summary.

Each is read once for both, and what was found is remembered twice: by its content, which any environment may have, and
for all files of a distribution together as long as these have the stamps of then. Then they need not be read either:
where little is reached, reading thousands of files takes longer than everything else of a second analysis.
"""

from __future__ import annotations

import marshal
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vendorize_analysis.capabilities import capabilities_in
from vendorize_analysis.model.analysis import Figures
from vendorize_analysis.reading import asked_about
from vendorize_analysis.scanning import analyser, found_in, functions_in
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.model.environment import Distribution, ModuleFile
    from vendorize_analysis.scanning import Cache
    from vendorize_analysis.scanning.source import SourceFile

_SETTLED: Final = 2_000_000_000
"""Nanoseconds: a file that has changed in these may change again and keep its times."""


class UnreadFile(NamedTuple):
    """What is in one file."""

    figures: Figures
    capabilities: frozenset[str]


_Found = tuple[int, int, int, list[str]]
"""Functions, lines, bytes and capabilities: what is stored."""


class UnreadFiles:
    """Looks at files, at each only once; those that cannot be read are empty."""

    def __init__(self, cache: Cache, newest: tuple[int, int]) -> None:
        self._cache = cache
        self._newest = newest
        self._by = digest_of(f"{analyser()}{newest}".encode())[:16]
        self._keys: dict[str, str] = {}
        self._known: dict[str, dict[str, _Found]] = {}

    def figures(self, distribution: Distribution, modules: Iterable[ModuleFile]) -> dict[str, Figures]:
        """Return functions, lines and bytes of modules of a distribution, by their dotted names."""
        return {name: found.figures for name, found in self._look(distribution, modules).items()}

    def capabilities(self, distribution: Distribution, modules: Iterable[ModuleFile]) -> dict[str, frozenset[str]]:
        """Return what modules of a distribution can do, by their dotted names."""
        return {name: found.capabilities for name, found in self._look(distribution, modules).items()}

    def _look(self, distribution: Distribution, modules: Iterable[ModuleFile]) -> dict[str, UnreadFile]:
        asked = {module.name: _path_of(module) for module in modules}
        if not asked:
            return {}
        if distribution.key not in self._known:
            self._keys[distribution.key] = key = self._key(distribution)
            stored = self._cache.get(key) if key else None
            self._known[distribution.key] = marshal.loads(stored) if stored else {}  # noqa: S302 (our own, checked)
        known, key = self._known[distribution.key], self._keys[distribution.key]
        new = [path for path in asked.values() if path not in known]
        if new:
            known.update(self._find(new))
            if key:
                self._cache.put(key, marshal.dumps(known))
        return {name: _opened(known[path]) for name, path in asked.items()}

    def _find(self, paths: Iterable[str]) -> dict[str, _Found]:
        found: dict[str, _Found] = dict.fromkeys(paths, (0, 0, 0, []))
        for path, source, (functions, able) in found_in(
            map(Path, found), self._cache, self._in_source, known_by=f"unread-{self._by}"
        ):
            found[os.fspath(path)] = functions, source.lines, len(source.data), able
        return found

    def _in_source(self, source: SourceFile) -> tuple[int, list[str]]:
        return functions_in(source.data), sorted(capabilities_in(source.data, self._newest))

    def _key(self, distribution: Distribution) -> str:
        """Return what stands for the modules of a distribution as they are; nothing where one has just changed."""
        settled = time.time_ns() - _SETTLED
        stamps: list[Any] = []
        for module in distribution.modules:
            path = _path_of(module)
            try:
                found = os.stat(path)  # noqa: PTH116 - thousands of them
            except (OSError, ValueError):
                asked_about(path)
                stamps.append((path, None))
                continue
            asked_about(path, found=True)
            if max(found.st_mtime_ns, found.st_ctime_ns) >= settled:
                return ""
            stamps.append((path, found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns))
        return f"unread-of-{digest_of(marshal.dumps((self._by, distribution.key, stamps), 2))}"


def _path_of(module: ModuleFile) -> str:
    return f"{module.location}/{module.relative}"  # a path as text is made in a tenth of the time


def _opened(found: _Found) -> UnreadFile:
    functions, lines, size, able = found
    return UnreadFile(Figures(functions, lines, size), frozenset(able))
