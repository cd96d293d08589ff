"""Text that can stand in a lock: one line, without what steers a terminal."""

from __future__ import annotations

import os
import unicodedata
from urllib.parse import quote_from_bytes, unquote_to_bytes

_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_MOST = 200
_PERCENT = "percent:"


def is_plain(text: str) -> bool:
    """Tell whether a text has neither control characters nor ends of lines nor halves of characters."""
    return text.isprintable() or not any(unicodedata.category(one) in _STEERING for one in text)


def plain(text: str) -> str:
    """Return metadata text on one short line; some put the whole licence where its name belongs."""
    clean = "".join(one if is_plain(one) else " " for one in text)
    line = " ".join(clean.split())
    return line if len(line) <= _MOST else f"{line[:_MOST]}..."


def spelled(path: str) -> str:
    """Return a path as a lock has it: as it is, or with its bytes behind `percent:` where no text can show it."""
    if is_plain(path) and not path.startswith(_PERCENT):
        return path
    return _PERCENT + quote_from_bytes(os.fsencode(path))


def unspelled(text: str) -> str:
    """Return the path that a lock means."""
    if not text.startswith(_PERCENT):
        return text
    return os.fsdecode(unquote_to_bytes(text.removeprefix(_PERCENT)))
