"""Stage 3: find, read and summarise modules on demand.

A name is imported when somebody asks for it: the cache is asked before it is known whether anything is to be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.exporting import exporter

if TYPE_CHECKING:
    from vendorize_analysis.scanning.cache import NoCache, open_cache
    from vendorize_analysis.scanning.cache_protocol import Cache
    from vendorize_analysis.scanning.compiled_text import CompiledTexts
    from vendorize_analysis.scanning.contents import found_in
    from vendorize_analysis.scanning.counting import count, functions_in
    from vendorize_analysis.scanning.data_names import DataNames, names_in_data
    from vendorize_analysis.scanning.finder import ModuleIndex, index_modules
    from vendorize_analysis.scanning.native import judge_native
    from vendorize_analysis.scanning.pickles import names_in_pickles
    from vendorize_analysis.scanning.scanner import KnownFiles, Scanner, collection_paused, open_scanner
    from vendorize_analysis.scanning.search_cache import Answers, analyser

__all__ = [
    "Answers",
    "Cache",
    "CompiledTexts",
    "DataNames",
    "KnownFiles",
    "ModuleIndex",
    "NoCache",
    "Scanner",
    "analyser",
    "collection_paused",
    "count",
    "found_in",
    "functions_in",
    "index_modules",
    "judge_native",
    "names_in_data",
    "names_in_pickles",
    "open_cache",
    "open_scanner",
]

_PLACES = {
    "Answers": "search_cache",
    "Cache": "cache_protocol",
    "CompiledTexts": "compiled_text",
    "DataNames": "data_names",
    "KnownFiles": "scanner",
    "ModuleIndex": "finder",
    "NoCache": "cache",
    "Scanner": "scanner",
    "analyser": "search_cache",
    "collection_paused": "scanner",
    "count": "counting",
    "found_in": "contents",
    "functions_in": "counting",
    "index_modules": "finder",
    "judge_native": "native",
    "names_in_data": "data_names",
    "names_in_pickles": "pickles",
    "open_cache": "cache",
    "open_scanner": "scanner",
}

__getattr__ = exporter(__name__, _PLACES)
