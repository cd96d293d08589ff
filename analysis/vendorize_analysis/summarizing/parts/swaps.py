"""Modules that put a copy of themselves in their place, which then answers for names that are still missing.

The idiom: `old = sys.modules[__name__]`, `new.__dict__.update(old.__dict__)`, `sys.modules[__name__] = new`. Who asks
the new module for a name asks for what the old one binds, so that the copying by itself needs none of them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.syntax.below import nodes_in
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def swap_lines(statements: Sequence[ast.stmt]) -> frozenset[int]:
    """Return the first lines of the statements that copy a module's names into what replaces it."""
    olds: dict[str, int] = {}
    copies: dict[tuple[str, str], int] = {}
    news: set[str] = set()
    for node in statements:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() as place) if _is_own_place(place):
                olds[name] = node.lineno
            case ast.Assign(targets=[ast.Subscript() as place], value=ast.Name(id=name)) if _is_own_place(place):
                news.add(name)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=target, attr="update"), args=[source], keywords=[])):
                new, old = chain_of(target), chain_of(source)
                if new[1:] == ("__dict__",) and old[1:] == ("__dict__",):
                    copies[new[0], old[0]] = node.lineno
            case _:
                pass
    found = {
        (old, line)
        for (new, old), line in copies.items()
        if new in news and old in olds and _reads(statements, old) == 1
    }
    return frozenset({line for _, line in found} | {olds[old] for old, _ in found})


def _reads(statements: Sequence[ast.stmt], name: str) -> int:
    """Count how often a name is read anywhere in a module."""
    nodes = (node for statement in statements for node in nodes_in(statement))
    return sum(isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) for node in nodes)


def _is_own_place(node: ast.Subscript) -> bool:
    return chain_of(node.value) == ("sys", "modules") and chain_of(node.slice) == ("__name__",)
