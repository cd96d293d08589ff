"""What a module says of itself: its own name, and that it puts its own function in the place of `__import__`."""

from __future__ import annotations

import ast
from typing import TypeGuard

from vendorize.transform.changes import expression


def replaces_import(tree: ast.Module) -> bool:
    """Tell whether a module puts a function of its own in the place of `__import__`, by attribute or by name."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="__import__", ctx=ast.Store()) | ast.Constant(value="__import__"):
                return True
            case _:
                continue
    return False


class OwnNameCalls(ast.NodeTransformer):
    """Replaces the module's own name by its original one."""

    def __init__(self, function: str) -> None:
        self.function = function

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Put the call around the module's own name."""
        return expression(f"{self.function}({node.id})") if is_own_name(node) else node


def is_own_name(node: ast.AST) -> TypeGuard[ast.Name]:
    """Tell whether an expression is the module's own name, or its package's."""
    return isinstance(node, ast.Name) and node.id in {"__name__", "__package__"}
