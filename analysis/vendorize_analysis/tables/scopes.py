"""What the body of a function or class binds, and what a local may stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def dotted(node: ast.expr) -> str:
    """Return a dotted name as written, `Generic[T]` as `Generic`, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return dotted(node.value) if isinstance(node, ast.Subscript) else ""


def bound(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a class body binds, branches included."""
    if isinstance(statement, _DEFINITIONS):
        yield statement.name
        return
    for node in ast.iter_child_nodes(statement):
        if isinstance(node, ast.stmt | ast.ExceptHandler):
            yield from bound(node)  # type: ignore[arg-type]  # a handler has a body as a statement has
        elif isinstance(node, ast.expr):
            yield from (name.id for name in ast.walk(node) if isinstance(name, ast.Name) and _is_store(name))


def _is_store(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def stored(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the names that a function (or one inside it) binds, imports aside."""
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and _is_store(node)}


def assigned(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, list[ast.expr]]:
    """Return the expressions that each local may stand for; a loop over a literal gives its items."""
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension) and isinstance(node.target, ast.Name):
            values.setdefault(node.target.id, []).append(node.iter)
    return values
