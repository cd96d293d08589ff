"""Uses of names that imports bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import ImportRef

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Chain


def use_import(reference: ImportRef, chain: Chain, line: int) -> ImportRef:
    """Turn a use of a name that a function imported into a use of what was imported."""
    rest = chain[1:]
    module = reference.module
    if reference.name == "":
        module = module.partition(".")[0]
    elif reference.name != ".":
        rest = (reference.name, *rest)
    return ImportRef(reference.level, module, ".".join(rest) or ".", "", line)
