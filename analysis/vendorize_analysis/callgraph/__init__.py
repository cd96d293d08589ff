"""Draw the call graph: values are followed from where they are made to where they are called."""

from __future__ import annotations

from vendorize_analysis.callgraph.building import draw, enter
from vendorize_analysis.callgraph.composition import Options
from vendorize_analysis.callgraph.lowering.sources import Sources

__all__ = ["Options", "Sources", "draw", "enter"]
