"""Find something in files, and remember it by their content: many are asked about at once."""

from __future__ import annotations

import marshal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vendorize_analysis.scanning.source import SourceFile, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.scanning.cache_protocol import Cache

_AT_ONCE: Final = 200
"""Files that are held in memory while the cache is asked about them."""


class FoundByContent(NamedTuple):
    """What is in a file."""

    path: Path
    source: SourceFile
    value: Any
    """What was found, now or earlier."""


def found_in(
    paths: Iterable[Path], cache: Cache, find: Callable[[SourceFile], Any], *, known_by: str
) -> Iterator[FoundByContent]:
    """Yield what `find` gives for each file, plain values that `marshal` takes; files that cannot be read are left out.

    `known_by` names what is looked for and by which code: the key in the cache is this with the digest of the file.
    """
    left = iter(paths)
    while sources := {path: read(path) for path in islice(left, _AT_ONCE)}:
        readable = {path: source for path, source in sources.items() if isinstance(source, SourceFile)}
        stored = cache.get_many(f"{known_by}-{source.digest}" for source in readable.values())
        for path, source in readable.items():
            key = f"{known_by}-{source.digest}"
            if key in stored:
                yield FoundByContent(path, source, marshal.loads(stored[key]))  # noqa: S302 (our own cache, checked by its sum)
                continue
            value = find(source)
            cache.put(key, marshal.dumps(value))
            yield FoundByContent(path, source, value)
