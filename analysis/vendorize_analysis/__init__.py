"""Understand which third-party code a Python project reaches; never acts on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.pipeline import analyze

__all__ = ["analyze"]


def __getattr__(name: str) -> object:
    """Import the analysis when somebody asks for it: most modules in here are wanted without."""
    if name != "analyze":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from vendorize_analysis.pipeline import analyze  # noqa: PLC0415

    return analyze
