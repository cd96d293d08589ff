"""Names that are local where an expression stands."""

from __future__ import annotations

import ast

from vendorize_analysis.summarizing.syntax.below import children_of, nodes_in
from vendorize_analysis.summarizing.syntax.chains import parameters

_Comprehension = ast.DictComp | ast.GeneratorExp | ast.ListComp | ast.SetComp
_Function = ast.AsyncFunctionDef | ast.FunctionDef | ast.Lambda


def local_names(node: ast.AST) -> frozenset[str]:
    """Return the names that a function or comprehension has of its own; imports in it are left out."""
    if isinstance(node, _Comprehension):
        stored = (one for each in node.generators for one in nodes_in(each.target))
        return frozenset(one.id for one in stored if isinstance(one, ast.Name))
    if not isinstance(node, _Function):
        return frozenset()
    found, shared = {one.arg for one in parameters(node.args)}, set[str]()
    waiting: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    while waiting:
        one = waiting.pop()
        if isinstance(one, _Function | _Comprehension | ast.ClassDef):
            continue
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            found.add(one.id)
        elif isinstance(one, ast.Global | ast.Nonlocal):
            shared.update(one.names)
        waiting += children_of(one)
    return frozenset(found - shared)


def names_of_outer(node: ast.AST) -> list[ast.AST]:
    """Return the nodes right below a function that are evaluated where it stands."""
    if isinstance(node, ast.Lambda):
        return [node.args]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return [one for one in children_of(node) if one not in node.body]
    return []
