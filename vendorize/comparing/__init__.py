"""Say what two results have of a distribution, and what differs: both are read as text, nothing is imported."""

from __future__ import annotations

from vendorize.comparing.places import places_of
from vendorize.comparing.snapshot import Snapshot, snapshot
from vendorize.comparing.symbols import compare_symbols

__all__ = ["Snapshot", "compare_symbols", "places_of", "snapshot"]
