"""The configuration: read at the door, checked whole, and handed on as types."""

from __future__ import annotations

from vendorize.config.loading import load

__all__ = ["load"]
