"""Literals that may be keys of containers or names of attributes."""

from __future__ import annotations

from typing import Final

Key = str | int | tuple["Key", ...]
"""A literal key of a container."""
MOST_TEXT: Final = 64
"""Longer strings are text for people: no keys, and no names of attributes."""
