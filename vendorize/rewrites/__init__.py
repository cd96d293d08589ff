"""Accepted rewrites: read from the project, compared with what is installed, and put in place of the originals."""

from __future__ import annotations

from vendorize.rewrites.allowed import MODULES
from vendorize.rewrites.finding import digest_of_text, find_rewrites, paths_for, sidecar_text
from vendorize.rewrites.kept import (
    KeptFunction,
    emptied,
    kept_function,
    options_alone,
    probe_for,
    refuse_effects,
    staying,
    still_kept,
    upstream_of,
    used_by,
)
from vendorize.rewrites.origins import as_installed, carried_back, with_lines, with_rewritten
from vendorize.rewrites.placing import by_module, place_rewrites, uses_of
from vendorize.rewrites.splicing import DoesNotSplice, marker, spliced
from vendorize.rewrites.static import faults_of
from vendorize.rewrites.written import written_lines

__all__ = [
    "MODULES",
    "DoesNotSplice",
    "KeptFunction",
    "as_installed",
    "by_module",
    "carried_back",
    "digest_of_text",
    "emptied",
    "faults_of",
    "find_rewrites",
    "kept_function",
    "marker",
    "options_alone",
    "paths_for",
    "place_rewrites",
    "probe_for",
    "refuse_effects",
    "sidecar_text",
    "spliced",
    "staying",
    "still_kept",
    "upstream_of",
    "used_by",
    "uses_of",
    "with_lines",
    "with_rewritten",
    "written_lines",
]
