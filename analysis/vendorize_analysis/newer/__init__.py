"""Syntax that the Python which runs us does not know: read by libcst, handed on as a tree of our own `ast`."""

from vendorize_analysis.newer.reading import UNREADABLE, Lowered, lower, parse_any, reader

__all__ = ["UNREADABLE", "Lowered", "lower", "parse_any", "reader"]
