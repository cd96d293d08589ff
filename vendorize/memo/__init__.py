"""Repeat an answer at once, as long as nothing that it depends on has changed.

A name is imported when somebody asks for it: what was shown is given again without what makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.exporting import exporter

if TYPE_CHECKING:
    from vendorize.memo.reports import Given, remembered

__all__ = ["Given", "remembered"]

_PLACES = {"Given": "reports", "remembered": "reports"}

__getattr__ = exporter(__name__, _PLACES)
