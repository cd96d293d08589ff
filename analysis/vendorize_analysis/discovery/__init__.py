"""Stage 1: what the first-party code is and where its execution can start, read from folders and metadata."""

from __future__ import annotations

from vendorize_analysis.discovery.discovering import discover
from vendorize_analysis.discovery.searched import with_searched_folders
from vendorize_analysis.discovery.start import find_start

__all__ = ["discover", "find_start", "with_searched_folders"]
