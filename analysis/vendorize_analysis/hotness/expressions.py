"""What is read off single expressions and functions, without types."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.hotness.scopes import NamedScope
    from vendorize_analysis.hotness.types import ClassKey


def class_of(scope: NamedScope) -> ClassKey | None:
    """Return the class that a scope stands in."""
    at: NamedScope | None = scope
    while at is not None and not at.is_class:
        at = at.outer
    return at.key if at is not None else None


def parameters(function: NamedScope) -> dict[str, ast.expr | None]:
    """Return the annotations of the parameters of a function, in order."""
    node = function.node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return {}
    arguments = node.args
    return {each.arg: each.annotation for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def choices(expression: ast.expr) -> list[ast.expr]:
    """Return the expressions of which an expression gives one."""
    match expression:
        case ast.IfExp(body=one, orelse=other):
            return [one, other]
        case ast.BoolOp(values=values):
            return values
        case ast.NamedExpr(value=value) | ast.Starred(value=value):
            return [value]
        case _:
            return []


def items_written(expression: ast.expr) -> list[ast.expr]:
    """Return what a collection that is written down holds."""
    match expression:
        case ast.List(elts=values) | ast.Tuple(elts=values) | ast.Set(elts=values) | ast.Dict(values=values):
            return values
        case ast.ListComp(elt=value) | ast.SetComp(elt=value) | ast.GeneratorExp(elt=value) | ast.DictComp(value=value):
            return [value]
        case _:
            return []
