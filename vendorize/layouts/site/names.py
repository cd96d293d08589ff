"""Names of our own in this layout."""

from __future__ import annotations

SUPPORT = "_vendorize_support"
"""Last part of the name of the support module: a module at the top of the folder."""
