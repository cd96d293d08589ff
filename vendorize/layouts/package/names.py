"""Names of our own in this layout."""

from __future__ import annotations

SUPPORT = "_support"
"""Last part of the name of the support module: a module in the namespace."""
