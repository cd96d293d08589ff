"""What a kind of edge keeps."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mechanism:
    """What a kind of edge keeps of the extracted distributions."""

    name: str
    bytes: int
    """Of what would not have been reached on its way without such an edge."""
    first_bytes: int
    """Of what such an edge was the first to reach."""
    functions: int
    """As `bytes`."""
