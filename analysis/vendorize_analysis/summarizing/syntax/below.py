"""All nodes below a node, those of its scope, where one begins, and what a module takes from the future."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SILENT_FIELDS: Final = frozenset({"ctx", "op", "ops", "type_comment", "conversion", "is_async", "simple", "kind"})
"""Fields that hold operators, contexts and flags, which mention nothing."""


class _Fields(dict[type, tuple[str, ...]]):
    """Knows the fields of every class of node that may hold nodes which mention something."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields = self[kind] = tuple(name for name in getattr(kind, "_fields", ()) if name not in _SILENT_FIELDS)
        return fields


FIELDS: Final = _Fields()


def nodes_in(node: ast.AST) -> list[ast.AST]:
    """Return a node and all below it, outer ones first; operators and contexts are left out: most nodes are such."""
    found = [node]
    fields = FIELDS
    for each in found:  # what `children_of` does, written out: a call for each node would take as long again
        for name in fields[each.__class__]:
            value = getattr(each, name, None)
            if value.__class__ is list:
                found += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def children_of(node: ast.AST) -> list[ast.AST]:
    """Return the nodes right below a node, in order; operators and contexts are left out."""
    found = list[ast.AST]()
    for name in FIELDS[node.__class__]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def own_scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield some nodes and all below them in the same scope: functions and classes themselves, not what is in them."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += children_of(node)


def first_line(node: ast.stmt) -> int:
    """Return the line that a statement begins on, decorators included: the one that its code object has."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def stored_names(nodes: list[ast.AST]) -> list[str]:
    """Return the variables that some of these nodes give a value, as often as they do."""
    return [each.id for each in nodes if each.__class__ is ast.Name and each.ctx.__class__ is ast.Store]


def features(tree: ast.Module) -> frozenset[str]:
    """Return the features that a module takes from `__future__`: they change what its text means."""
    return frozenset(
        one.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for one in node.names
    )
