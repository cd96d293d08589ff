"""Why something is reached, and how classes are named."""

from __future__ import annotations

from typing import Final, NamedTuple

ClassId = tuple[str, int]
"""Module and part of a class."""


SPELLED: Final = frozenset({"import", "reference"})
"""Kinds of edges that lead to a value by code that spells its name; what is done with it then is seen where it is
read."""


class Edge(NamedTuple):
    """Why something is reached: the witness without its source, which the state knows."""

    kind: str
    detail: str
    certain: bool = True
