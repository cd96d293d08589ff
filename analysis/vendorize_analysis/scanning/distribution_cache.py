"""What was found in the files of a distribution, remembered by its RECORD: that has the hashes of all of them."""

from __future__ import annotations

import marshal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize_analysis.reading import read_bytes
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.scanning.cache_protocol import Cache


def remembered(
    distribution: Distribution, memory: Cache, find: Callable[[Distribution], tuple[Any, ...]], *, source: str
) -> tuple[Any, ...]:
    """Return what `find` gives for a distribution: plain values, found earlier or now.

    `source` is the file of the module that `find` stands in: what other code found is another thing. Nothing is
    remembered of a distribution without a RECORD, or of an editable one, whose files change without it.
    """
    key = _key(distribution, source)
    stored = memory.get(key) if key else None
    if stored is not None:
        known: tuple[Any, ...] = marshal.loads(stored)  # noqa: S302 (our own cache, checked by its sum)
        return known
    found = tuple(find(distribution))
    if key:
        memory.put(key, marshal.dumps(found))
    return found


def _key(distribution: Distribution, source: str) -> str:
    if distribution.metadata is None or distribution.editable:
        return ""
    try:
        record = read_bytes(distribution.metadata / "RECORD")
    except OSError:
        return ""
    return f"{Path(source).stem}-{digest_of(maker_of(source) + record)}"


@cache
def maker_of(source: str) -> bytes:
    """Return the code that finds something, given its file: what other code found is another thing."""
    return Path(source).read_bytes()
