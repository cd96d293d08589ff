"""Uses of names that imports bound."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.syntax.chains import LOADED, chain_of

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Chain

_BARE: Final = frozenset({"sys", "builtins"})
"""Modules whose members rules know with the module before them, so that one that is imported alone has another name."""


def spelled(known: dict[str, Chain], node: ast.stmt) -> dict[str, Chain]:
    """Return the absolute names behind other names that imports gave so far; one that a statement gives is added."""
    if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and not node.level):
        above = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if alias.asname or above in _BARE:
                known[alias.asname or alias.name] = tuple(filter(None, (*above.split("."), *alias.name.split("."))))
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and node.value.attr == "modules":
        chain = chain_of(node.value)
        for target in node.targets if chain and (*known.get(chain[0], chain[:1]), *chain[1:]) == LOADED else ():
            if isinstance(target, ast.Name):
                known[target.id] = LOADED
    return known


def use_import(reference: ImportRef, chain: Chain, line: int) -> ImportRef:
    """Turn a use of a name that a function imported into a use of what was imported."""
    rest = chain[1:]
    module = reference.module
    if reference.name == "":
        module = module.partition(".")[0]
    elif reference.name != ".":
        rest = (reference.name, *rest)
    return ImportRef(reference.level, module, ".".join(rest) or ".", "", line)
