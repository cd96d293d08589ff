"""Modules that share the scope of the module that imports them (docs/hoisting.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPTION = "hoist=safe"
"""How a lock says that the command line asked for it."""
Hoist = Literal["", "safe"]
"""Which modules are merged: none, or those of which it is proved that nobody can tell."""
HOISTS = ("safe",)
"""Those that one may ask for."""


class Hoisted(NamedTuple):
    """What became of one module."""

    module: str
    into: str = ""
    """The module whose scope it has; empty where it has its own."""
    why: str = ""
    """Why it has; empty where it is merged."""
    names: tuple[tuple[str, str], ...] = ()
    """Its global names, each with the name that it has there."""


def hoist_option(asked: Hoist) -> tuple[str, ...]:
    """Return what a lock says of whether the command line asked for merged modules."""
    return (_OPTION,) if asked else ()


def hoist_asked(options: Iterable[str]) -> Hoist:
    """Tell whether the options of a lock ask for them."""
    return "safe" if _OPTION in options else ""
