"""Make a container image of a result: layers, an OCI layout, a Dockerfile; no daemon, and the same bytes each time."""

from __future__ import annotations

from vendorize.image.bases import open_base
from vendorize.image.layers import divide, weigh
from vendorize.image.shares import shares_of

__all__ = ["divide", "open_base", "shares_of", "weigh"]
