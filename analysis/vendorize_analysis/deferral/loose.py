"""Names and attributes whose values are not plain assignments, so that what calling them calls is not seen there."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.syntax.below import nodes_in, own_scope
from vendorize_analysis.summarizing.syntax.chains import last_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Function = ast.FunctionDef | ast.AsyncFunctionDef
ANY_MEMBER: Final = "*"
"""Stands for attributes of a class that nothing names where they get their values."""
_DYNAMIC = frozenset({"__dict__", "__getattr__", "__getattribute__", "locals", "vars"})
"""Names in a class that gives attributes of its instances values by texts."""
_HOLDERS = frozenset({"Namespace", "SimpleNamespace", "namedtuple"})
"""What classes are derived from whose instances have attributes of any name."""


def loose_in(tree: ast.Module, *, shares: bool) -> frozenset[str]:
    """Return the names of a module whose values are not plain assignments: loops, unpacking, `with`, patterns.

    A module `shares` its names where a function says `global`.
    """
    found = set(_loose(tree.body))
    for node in nodes_in(tree) if shares else ():
        if isinstance(node, _Function) and (names := _globals_of(node)):
            found |= names.intersection(_loose(node.body))
    return frozenset(found)


def _loose(body: Iterable[ast.AST]) -> Iterator[str]:
    nodes = list(own_scope(body))
    plain = plain_targets(nodes)
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in plain:
                yield name
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                yield name
            case _:
                pass


def plain_targets(nodes: Iterable[ast.AST]) -> frozenset[int]:
    """Return what plain assignments among some nodes give a value, by identity."""
    found = set[int]()
    for node in nodes:
        match node:
            case ast.Assign(targets=targets):
                found.update(map(id, targets))
            case ast.AnnAssign(target=target):
                found.add(id(target))
            case _:
                pass
    return frozenset(found)


def _globals_of(node: _Function) -> frozenset[str]:
    return frozenset(name for one in own_scope(node.body) if isinstance(one, ast.Global) for name in one.names)


def loose_members(node: ast.ClassDef) -> Iterator[str]:
    """Yield attributes of a class that get their values otherwise than by plain assignments: its fields too."""
    yield from _loose(node.body)
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and one.value is None and isinstance(one.target, ast.Name):
            yield one.target.id
    below = nodes_in(node)
    named = {last_name(one) for one in below if isinstance(one, ast.Name | ast.Attribute)}
    named |= {one.name for one in below if isinstance(one, _Function)}
    bases = {last_name(one) for base in node.bases for one in nodes_in(base) if isinstance(one, ast.expr)}
    if named & _DYNAMIC or bases & _HOLDERS:
        yield ANY_MEMBER


def imported_in(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the names that a class, or a function for its module, imports from others, with those they have there."""
    names = _globals_of(node) if isinstance(node, _Function) else None
    for one in own_scope(node.body) if isinstance(node, ast.ClassDef | _Function) and names != frozenset() else ():
        if isinstance(one, ast.ImportFrom):
            bound = ((alias.asname or alias.name, alias.name) for alias in one.names)
            yield from (pair for pair in bound if names is None or pair[0] in names)
