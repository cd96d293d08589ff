"""Why something is reached, and how classes are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from vendorize_analysis.model.analysis import Node

ClassId = tuple[str, int]
"""Module and part of a class."""


SPELLED: Final = frozenset({"import", "reference"})
"""Kinds of edges that lead to a value by code that spells its name; what is done with it then is seen where it is
read."""


class Edge(NamedTuple):
    """Why something is reached: the witness, whose source the state knows as a rule."""

    kind: str
    detail: str
    certain: bool = True
    source: Node | None = None
    """The node whose code needs it, where that is not the one that is looked at."""
