"""What extraction has written into the texts of a result, which asks for nothing by itself."""

from __future__ import annotations

import ast
import copy
from typing import TypeGuard

from vendorize.layouts.site.names import SUPPORT

_HARMLESS = frozenset({"prepared", "removed", "removed_members", "removed_modules"})
"""What says which names were removed: it looks at nothing but the scope that calls it, and when that is asked. What
fills the cache of `re` looks at nothing at all."""


def call_of_ours(node: ast.AST) -> TypeGuard[ast.Call]:
    """Tell whether an expression calls such a function of the support module."""
    match node:
        case ast.Call(
            func=ast.Attribute(
                value=ast.Call(func=ast.Name(id="__import__"), args=[ast.Constant(value=where)]), attr=name
            )
        ):
            return where == SUPPORT and name in _HARMLESS
        case _:
            return False


def is_removal(node: ast.AST) -> bool:
    """Tell whether a statement is the one that says which global names of a module were removed."""
    match node:
        case ast.Assign(targets=[ast.Name(id="__getattr__")], value=value) if call_of_ours(value):
            return isinstance(value.func, ast.Attribute) and value.func.attr == "removed"
        case _:
            return False


def without_ours(tree: ast.Module) -> ast.Module:
    """Return a tree without these, for who asks what the code of the originals does; lines are as they were."""
    if not any(map(call_of_ours, ast.walk(tree))):
        return tree
    made = _Without().visit(copy.deepcopy(tree))
    assert isinstance(made, ast.Module)  # noqa: S101 - as the transformer gives it
    return made


def removed_names(tree: ast.Module) -> frozenset[str]:
    """Return the global names that a module had, and who asks for them gets an error."""
    texts = (
        one.value
        for node in tree.body
        if isinstance(node, ast.Assign) and is_removal(node) and isinstance(node.value, ast.Call)
        for one in node.value.args
        if isinstance(one, ast.Constant)
    )
    return frozenset(name for text in texts if isinstance(text, str) for name in text.split())


class _Without(ast.NodeTransformer):
    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return ast.copy_location(ast.Pass(), node) if is_removal(node) else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return ast.copy_location(ast.Constant(None), node) if call_of_ours(node) else self.generic_visit(node)
