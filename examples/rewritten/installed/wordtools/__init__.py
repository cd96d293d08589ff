"""Tools for words."""

from wordtools.shortening import shorten

__all__ = ["shorten"]
