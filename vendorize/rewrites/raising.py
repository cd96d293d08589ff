"""Which exceptions a function names: a proposal may raise those of the original, and no others."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.rewrites.allowed import BUILTINS

if TYPE_CHECKING:
    from collections.abc import Iterator


def unknown_raises(body: ast.Module, known: frozenset[str]) -> Iterator[str]:
    """Object to exceptions that are not known, and to computed ones; those that were caught may be raised again."""
    for node in ast.walk(body):
        if isinstance(node, ast.Raise) and node.exc is not None:
            named = _exception(node.exc)
            caught = {one.name for one in ast.walk(body) if isinstance(one, ast.ExceptHandler)}
            if named not in known and named not in caught:
                yield f"line {node.lineno}: it raises {named or 'something computed'}, which the original does not name"


def raised_in(node: ast.AST) -> frozenset[str]:
    """Return the names that code raises."""
    return frozenset(
        _exception(one.exc) for one in ast.walk(node) if isinstance(one, ast.Raise) and one.exc is not None
    )


def documented(node: ast.FunctionDef) -> frozenset[str]:
    """Return the built-in exceptions that a docstring names."""
    words = (
        (ast.get_docstring(node) or "").replace("`", " ").replace(":", " ").replace(",", " ").replace(".", " ").split()
    )
    return frozenset(word for word in words if word.endswith(("Error", "Exception", "Iteration")) and word in BUILTINS)


def _exception(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.id if isinstance(node, ast.Name) else ""
