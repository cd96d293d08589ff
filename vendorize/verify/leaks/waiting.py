"""Imports that wait, put back where they stood: the two results may have others wait, under other numbers.

What the release has as a function that imports, or as a lazy import (docs/deferred-imports.md), the overlay may run at
once, or the other way about. Either has the names, so that neither is wider.
"""

from __future__ import annotations

import ast

from vendorize_analysis.newer.nodes import as_plain

_LOADER = "_vendorize_load_"
_FLAG = "_vendorize_waits_"


def put_back(tree: ast.Module) -> ast.Module:
    """Return the tree with each loading function, or lazy import, replaced by its import, and without what asks."""
    tree.body = [as_plain(node) if isinstance(node, ast.Import | ast.ImportFrom) else node for node in tree.body]
    if any(_import_in(node) for node in tree.body):
        tree.body = [_import_in(node) or node for node in tree.body if not _answers(node)]
        _Tests().visit(tree)
    return tree


def _import_in(node: ast.stmt) -> ast.stmt | None:
    if isinstance(node, ast.FunctionDef) and node.name.startswith(_LOADER):
        return next((one for one in node.body if isinstance(one, ast.Import | ast.ImportFrom)), None)
    return None


def _answers(node: ast.stmt) -> bool:
    """Tell whether a statement binds the `__getattr__` that loads what is asked for from outside."""
    match node:
        case ast.Assign(targets=[ast.Name(id="__getattr__")], value=ast.Call(func=ast.Attribute(attr="deferred"))):
            return True
        case _:
            return False


class _Tests(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """Take the test away at the head of a function."""
        match node.value:
            case ast.BoolOp(op=ast.And(), values=[ast.Name(id=name), ast.Call(func=ast.Name())]):
                return None if name.startswith(_FLAG) else node
            case _:
                return node
