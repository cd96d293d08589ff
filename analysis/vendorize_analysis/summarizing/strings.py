"""Names inside string constants."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(r"\.*[^\W\d]\w*(?:\.[^\W\d]\w*)*(?::[^\W\d]\w*(?:\.[^\W\d]\w*)*)?\Z")
_WORD: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_FORMAT_FIELD: Final = re.compile(r"\{\w*((?:\.\w+|\[[^\]{}]*\])+)")
_FIELD_ATTRIBUTE: Final = re.compile(r"\.(\w+)")


def is_name(text: str) -> bool:
    """Tell whether a string is an identifier, a dotted name (relative ones too) or `module:name`."""
    return len(text) < _LONGEST_NAME and not _MARKS.isdisjoint(text) and _NAME.match(text) is not None


def names_in(text: str) -> list[str]:
    """Give the identifiers and dotted names in a text, as often as they occur."""
    found: list[str] = _WORD.findall(text)
    return found


def format_attributes(text: str) -> set[str]:
    """Give the attributes that `str.format` would read: `{task.total:>3}` gives `total` (PEP 3101)."""
    return {name for field in _FORMAT_FIELD.findall(text) for name in _FIELD_ATTRIBUTE.findall(field)}
