"""Repeat an answer at once, as long as nothing that it depends on has changed."""

from __future__ import annotations

from vendorize.memo.reports import remembered

__all__ = ["remembered"]
