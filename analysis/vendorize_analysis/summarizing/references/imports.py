"""Uses of names that imports bound."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import ImportRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.summary import Chain


def spellings(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Chain]]:
    """Yield the other names that an absolute import gives, each with the absolute name of what it stands for."""
    if isinstance(node, ast.Import) or not node.level:
        above = node.module if isinstance(node, ast.ImportFrom) and node.module else ""
        for alias in node.names:
            if alias.asname:
                yield alias.asname, tuple(filter(None, (*above.split("."), *alias.name.split("."))))


def use_import(reference: ImportRef, chain: Chain, line: int) -> ImportRef:
    """Turn a use of a name that a function imported into a use of what was imported."""
    rest = chain[1:]
    module = reference.module
    if reference.name == "":
        module = module.partition(".")[0]
    elif reference.name != ".":
        rest = (reference.name, *rest)
    return ImportRef(reference.level, module, ".".join(rest) or ".", "", line)
