"""Classes that are shown to nobody while they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.purity import Purity


def plain_class(purity: Purity, linked: LinkedModule, name: str) -> Part | None:
    """Return the class that a name of a module always means, if making it shows it to nobody."""
    bound = linked.names.get(name, ())
    part = linked.parts[bound[0]] if len(bound) == 1 else None
    if (
        part is None
        or part.kind != "class"
        or part.execution.effect
        or part.execution.calls
        or part.definition.decorators
    ):
        return None
    return part if purity.is_pure_class((linked.name, part.index)) else None
