"""Names of parts for people and data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.summary import Part


def qualified_names(parts: tuple[Part, ...], index: int) -> Iterator[str]:
    """Give what a part binds, with the classes around it (`Session.get`)."""
    part = parts[index]
    classes: list[str] = []
    parent = part.parent
    while parent >= 0:
        if parts[parent].kind == "class":
            classes.insert(0, parts[parent].name)
        parent = parts[parent].parent
    for name in part.binds:
        yield ".".join([*classes, name])
