"""Which names class bodies take from the module: Python looks there for one of the class that has no value yet."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def read_in_classes(tree: ast.AST) -> frozenset[str]:
    """Return the names that class bodies read, but where a statement of the same body has bound one for certain."""
    found = set[str]()
    for body in (node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        bound = set[str]()
        for statement in body:
            found |= {node.id for node in _run(statement) if isinstance(node, ast.Name)} - bound
            bound |= _bound_by(statement)
            if isinstance(statement, ast.Delete):
                bound.clear()
    return frozenset(found)


def _bound_by(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case _:
            return set()


def _run(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes that run with a statement: bodies of functions do not, nor do targets that are bound."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
            yield node
        inner = list(ast.iter_child_nodes(node))
        if isinstance(node, _FUNCTIONS):
            body = node.body if isinstance(node.body, list) else [node.body]
            inner = [one for one in inner if not any(one is each for each in body)]
        waiting += inner
