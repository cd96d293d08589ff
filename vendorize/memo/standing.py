"""What is stored of an answer, and whether it is right still; nothing here needs the types that answers are made of."""

from __future__ import annotations

import marshal
import os
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from vendorize.memo.stamps import SETTLED, each_of, stamps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize_analysis.scanning.cache_protocol import Cache


class StoredAnswer(NamedTuple):
    """An answer, with what it depends on."""

    files: dict[str, list[str]]
    """By folder."""
    folders: list[str]
    digest: str
    """Of the stamps of both."""
    report: Any
    """In plain values."""
    warnings: list[str]
    sources: tuple[Any, ...]
    """Modules that it depends on by their facts alone (`memo/sources.py`)."""
    root: str
    """The folder of the project."""
    read: tuple[int, int]
    """Files and lines that an analysis would read by now."""


class RecalledAnswer(NamedTuple):
    """What was stored and is right still."""

    stored: StoredAnswer
    changed: int = 0
    """How many files are not as they were."""


def recall(key: str, cache: Cache, passed_over: frozenset[str]) -> RecalledAnswer | None:
    """Return the answer that is stored under a key; None where there is none, or it may be another one now.

    What changes in the folders `passed_over` does not count.
    """
    value = cache.get(key)
    if value is None:
        return None
    stored = StoredAnswer(*marshal.loads(value))  # noqa: S302 (our own cache, checked)
    if stamps_of(each_of(stored.files), stored.folders, passed_over).digest != stored.digest:
        return None
    if all(stamps_of([path], ()).digest == stamp for path, stamp, *_ in stored.sources[0]):
        return RecalledAnswer(stored)
    from vendorize.memo.sources import edited_since  # noqa: PLC0415 - it has to read source

    edited = edited_since(stored.sources, of_project(stored.files, stored.root))
    if edited is None:
        return None
    files, lines = stored.read
    now = stored._replace(read=(files, lines + edited.lines))
    if edited.youngest < time.time_ns() - SETTLED:
        store(key, now._replace(sources=edited.sources), cache)
    return RecalledAnswer(now, edited.files)


def store(key: str, answer: StoredAnswer, cache: Cache) -> None:
    """Store an answer under a key."""
    cache.put(key, marshal.dumps(tuple(answer)))


def of_project(files: Mapping[str, Iterable[str]], root: str) -> list[str]:
    """Return those of some files that are in the folder of the project."""
    return [path for path in each_of(files) if path.startswith(root)]


def passed_over(cache_dir: str | os.PathLike[str] | None) -> frozenset[str]:
    """Return the folder of the cache that a call names: it changes with each run, and no answer depends on it."""
    return frozenset() if cache_dir is None else frozenset({os.path.abspath(cache_dir)})  # noqa: PTH100
