"""What is reached over edges, directly or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def closure(first: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the keys that are reached from the first ones, these included; what has no edges given is none."""
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        key = waiting.pop()
        if key in edges and key not in found:
            found.add(key)
            waiting += edges[key]
    return found
