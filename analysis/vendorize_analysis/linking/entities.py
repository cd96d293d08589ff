"""What a name can turn out to be."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["module", "class", "function", "value", "alias", "stdlib", "opaque", "missing"]


class Entity(NamedTuple):
    """The end of following a name."""

    kind: Kind
    """`alias`: an assignment that gives another name to what the entities beside it are; `opaque`: code that was not
    read (a compiled module, say); `missing`: no such module is installed."""
    module: str
    """Of a class, function or value: where it stands. Of the others: the dotted name."""
    part: int = -1
