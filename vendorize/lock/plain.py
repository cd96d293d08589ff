"""Text that can stand in a lock: one line, without what steers a terminal."""

from __future__ import annotations

import unicodedata

_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_MOST = 200


def is_plain(text: str) -> bool:
    """Tell whether a text has neither control characters nor ends of lines nor halves of characters."""
    return text.isprintable() or not any(unicodedata.category(one) in _STEERING for one in text)


def plain(text: str) -> str:
    """Return metadata text on one short line; some put the whole licence where its name belongs."""
    clean = "".join(one if is_plain(one) else " " for one in text)
    line = " ".join(clean.split())
    return line if len(line) <= _MOST else f"{line[:_MOST]}..."
