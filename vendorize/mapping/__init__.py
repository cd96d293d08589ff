"""Lead from the lines of a result back to the original files: the map that extraction writes, and who reads it."""

from __future__ import annotations

from vendorize.mapping.reading import read_map
from vendorize.mapping.retracing import retrace
from vendorize.mapping.writing import with_map

__all__ = ["read_map", "retrace", "with_map"]
