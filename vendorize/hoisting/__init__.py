"""Merge modules into the scope of the one module that imports each, where it is proved that nobody can tell.

The world is closed: all code of the result is looked at, as it is written, and nothing else can be imported
(docs/hoisting.md).
"""

from __future__ import annotations

from vendorize.hoisting.merging import hoist

__all__ = ["hoist"]
