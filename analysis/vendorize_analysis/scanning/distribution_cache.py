"""What was found in the files of a distribution, remembered by its RECORD: that has the hashes of all of them."""

from __future__ import annotations

import marshal
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize_analysis.reading import read_bytes
from vendorize_analysis.scanning.source import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.scanning.cache_protocol import Cache

    Makers = tuple[str, ...]


def remembered(
    distribution: Distribution,
    memory: Cache,
    find: Callable[[Distribution], tuple[Any, ...]],
    *,
    made_by: Makers,
    of: str = "",
) -> tuple[Any, ...]:
    """Return what `find` gives for a distribution, or for the file `of` it: plain values, found earlier or now.

    `made_by` are the files of the modules that decide what `find` gives, its own the first. Nothing is remembered of a
    distribution without a RECORD, or of an editable one, whose files change without it.
    """
    key = _key(distribution, made_by, of)
    stored = memory.get(key) if key else None
    if stored is not None:
        known: tuple[Any, ...] = marshal.loads(stored)  # noqa: S302 (our own cache, checked by its sum)
        return known
    found = tuple(find(distribution))
    if key:
        memory.put(key, marshal.dumps(found))
    return found


def record_of(distribution: Distribution) -> bytes:
    """Return the RECORD of a distribution; nothing where there is none, or where its files change without it."""
    if distribution.metadata is None or distribution.editable:
        return b""
    try:
        return read_bytes(distribution.metadata / "RECORD")
    except OSError:
        return b""


def _key(distribution: Distribution, made_by: Makers, of: str) -> str:
    record = record_of(distribution)
    return f"{Path(made_by[0]).stem}-{digest_of(maker_of(made_by) + record + of.encode())}" if record else ""


@cache
def maker_of(files: Makers) -> bytes:
    """Return the code that finds something, given its files: what other code found is another thing.

    It may parse, and that does the Python that runs us.
    """
    return b"".join(
        [(sys.implementation.cache_tag or sys.version).encode(), *(Path(file).read_bytes() for file in files)]
    )
