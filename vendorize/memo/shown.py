"""Remember what was shown for a call, word for word, as long as the answer is right that it shows.

The key is what was typed, and all that an answer depends on beside files (`memo/stamps.py`); the answer itself is
stored under a key of its own (`memo/standing.py`), which knows the files.
"""

from __future__ import annotations

import marshal
import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from vendorize.memo.stamps import own_stamps, surroundings
from vendorize.memo.standing import passed_over, recall
from vendorize_analysis.digests import blake2b
from vendorize_analysis.scanning.sqlite import FILE_NAME, LIMIT, default_folder, open_sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.memo.standing import RecalledAnswer
    from vendorize_analysis.scanning.cache_protocol import Cache


class ShownAnswer(NamedTuple):
    """What was shown."""

    answer: str
    """The key of the answer."""
    form: str
    before: str
    """The text before what each run says otherwise (`report/figures.py`)."""
    after: str
    quiet: bool
    """No warnings are shown."""
    color: bool
    seconds: tuple[str, ...]
    """The stages whose seconds are told."""


class ShownAgain(NamedTuple):
    """What was shown, and the answer that it shows."""

    shown: ShownAnswer
    answer: RecalledAnswer | None
    """None where it may be another one by now."""


def call_key(words: Sequence[str], place: tuple[object, ...]) -> str:
    """Return the key of a call: what was typed, and what is known of the place that it writes to."""
    parts = (list(words), place, surroundings(), own_stamps().digest)
    return f"shown-{blake2b(repr(parts).encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"


def shown_before(key: str, words: Sequence[str]) -> ShownAgain | None:
    """Return what was shown for a call; None where nothing was."""
    named = _cache_named(words)
    folder = named or default_folder(os.environ, sys.platform)
    path = os.path.join(folder, FILE_NAME)  # noqa: PTH118 - without `pathlib`, as all here
    if not folder or not os.path.isfile(path):  # noqa: PTH113
        return None
    try:
        cache = open_sqlite(path, limit=LIMIT)
    except (OSError, sqlite3.Error, ValueError):
        return None
    with closing(cache):
        stored = cache.get(key)
        if stored is None:
            return None
        shown = ShownAnswer(*marshal.loads(stored))  # noqa: S302 (our own cache, checked)
        return ShownAgain(shown, recall(shown.answer, cache, passed_over(named)))


def remember_shown(key: str, shown: ShownAnswer, cache: Cache) -> None:
    """Store what was shown for a call."""
    cache.put(key, marshal.dumps(tuple(shown)))


def _cache_named(words: Sequence[str]) -> str | None:
    """Return the folder that seems to be named as that of the cache: what is stored there tells whether it is."""
    found = None
    for before, word in zip(("", *words), words, strict=False):
        if before == "--cache-dir":
            found = word
        elif word.startswith("--cache-dir="):
            found = word.partition("=")[2]
    return found
