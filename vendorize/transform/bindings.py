"""Which nodes of a module bind a name, in any scope."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize.transform.uses import bound_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIELDS = ("name", "rest")
"""Where definitions, handlers, patterns and parameters of types have the names that they bind."""


def bindings(tree: ast.AST) -> Mapping[str, list[ast.AST]]:
    """Return the nodes that bind each name below a node; those of a star are under `*`."""
    found: dict[str, list[ast.AST]] = defaultdict(list)
    for node in ast.walk(tree):
        for name in names_bound(node):
            found[name].append(node)
    return found


def names_bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds itself, not by what is in it."""
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from bound_by(node)
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.Global(names=named) | ast.Nonlocal(names=named):
            yield from named
        case ast.alias():
            pass
        case _:
            found = (getattr(node, field, None) for field in _FIELDS)
            yield from (one for one in found if isinstance(one, str))
