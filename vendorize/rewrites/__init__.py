"""Accepted rewrites: read from the project, compared with what is installed, and put in place of the originals."""

from __future__ import annotations

from vendorize.rewrites.allowed import MODULES
from vendorize.rewrites.finding import digest_of_text, find_rewrites, paths_for, sidecar_text
from vendorize.rewrites.origins import as_installed, carried_back, with_rewritten
from vendorize.rewrites.placing import place_rewrites, uses_of
from vendorize.rewrites.splicing import DoesNotSplice, marker, spliced
from vendorize.rewrites.static import faults_of
from vendorize.rewrites.written import written_lines

__all__ = [
    "MODULES",
    "DoesNotSplice",
    "as_installed",
    "carried_back",
    "digest_of_text",
    "faults_of",
    "find_rewrites",
    "marker",
    "paths_for",
    "place_rewrites",
    "sidecar_text",
    "spliced",
    "uses_of",
    "with_rewritten",
    "written_lines",
]
