"""Modules that share the scope of the module that imports them (docs/hoisting.md)."""

from __future__ import annotations

from typing import Literal, NamedTuple

Hoist = Literal["", "safe"]
"""Which modules are merged: none, or those of which it is proved that nobody can tell."""


class Hoisted(NamedTuple):
    """What became of one module."""

    module: str
    into: str = ""
    """The module whose scope it has; empty where it has its own."""
    why: str = ""
    """Why it has; empty where it is merged."""
    names: tuple[tuple[str, str], ...] = ()
    """Its global names, each with the name that it has there."""
