"""What is in files that nothing reaches: how much, and what it could do. They are reported, but need no summary.

Each is read once for both, and what was found is one entry of the cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.capabilities import capabilities_in
from vendorize_analysis.model.analysis import Figures
from vendorize_analysis.scanning import analyser, found_in, functions_in
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from vendorize_analysis.scanning import Cache
    from vendorize_analysis.scanning.source import SourceFile


class UnreadFile(NamedTuple):
    """What is in one file."""

    figures: Figures
    capabilities: frozenset[str]


class UnreadFiles:
    """Looks at files, at each only once; those that cannot be read are empty."""

    def __init__(self, cache: Cache, newest: tuple[int, int]) -> None:
        self._cache = cache
        self._newest = newest
        self._known: dict[Path, UnreadFile] = {}

    def count(self, paths: Iterable[Path]) -> dict[Path, Figures]:
        """Return functions, lines and bytes of files."""
        return {path: found.figures for path, found in self._look(paths).items()}

    def capabilities(self, paths: Iterable[Path]) -> dict[Path, frozenset[str]]:
        """Return what the code in files can do."""
        return {path: found.capabilities for path, found in self._look(paths).items()}

    def _look(self, paths: Iterable[Path]) -> Mapping[Path, UnreadFile]:
        asked = dict.fromkeys(paths)
        new = [path for path in asked if path not in self._known]
        self._known.update(dict.fromkeys(new, UnreadFile(Figures(0, 0, 0), frozenset())))
        by = f"unread-{digest_of(f'{analyser()}{self._newest}'.encode())[:16]}"
        for path, source, (functions, able) in found_in(new, self._cache, self._found, known_by=by):
            self._known[path] = UnreadFile(Figures(functions, source.lines, len(source.data)), frozenset(able))
        return {path: self._known[path] for path in asked}

    def _found(self, source: SourceFile) -> tuple[int, list[str]]:
        return functions_in(source.data), sorted(capabilities_in(source.data, self._newest))
