"""Stage 3: find, read and summarise modules on demand."""

from __future__ import annotations

from vendorize_analysis.scanning.cache import NoCache, open_cache
from vendorize_analysis.scanning.cache_protocol import Cache
from vendorize_analysis.scanning.contents import found_in
from vendorize_analysis.scanning.counting import count
from vendorize_analysis.scanning.data_names import DataNames, names_in_data
from vendorize_analysis.scanning.finder import ModuleIndex, index_modules
from vendorize_analysis.scanning.native import judge_native
from vendorize_analysis.scanning.pickles import names_in_pickles
from vendorize_analysis.scanning.scanner import KnownFiles, Scanner, collection_paused, open_scanner
from vendorize_analysis.scanning.search_cache import Answers, analyser

__all__ = [
    "Answers",
    "Cache",
    "DataNames",
    "KnownFiles",
    "ModuleIndex",
    "NoCache",
    "Scanner",
    "analyser",
    "collection_paused",
    "count",
    "found_in",
    "index_modules",
    "judge_native",
    "names_in_data",
    "names_in_pickles",
    "open_cache",
    "open_scanner",
]
