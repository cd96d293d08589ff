"""Expressions that are the name of the module they stand in."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def is_own_module(collector: ReferenceCollector, name: ast.expr) -> bool:
    """Tell whether an expression is the name of the module that it stands in, as far as can be seen."""
    match name:
        case ast.Name(id="__name__") | ast.Attribute(value=ast.Name(id="__spec__"), attr="name"):
            return True
        case ast.Attribute(value=ast.Name(id=holder), attr="__module__"):
            return collector.is_owner(holder) or not collector.is_local(holder)
        case (
            ast.Attribute(value=ast.Attribute(value=ast.Name(id=holder), attr="__class__"), attr="__module__")
            | ast.Attribute(value=ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=holder)]), attr="__module__")
        ):
            return collector.is_owner(holder)
        case _:
            return False
