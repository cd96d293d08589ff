"""Dotted names, conditions and parameters as they stand in source."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Chain

LOADED: Final = ("sys", "modules")
"""The table of loaded modules."""


def chain_of(node: ast.AST | None) -> Chain:
    """Return `a.b.c` as a tuple; empty for anything that is not a plain dotted name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ()
    names.append(node.id)
    names.reverse()
    return tuple(names)


def callee_of(node: ast.expr) -> Chain:
    """Return the dotted name that a decorator or base class starts from: calls and subscripts are looked through."""
    while isinstance(node, (ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return chain_of(node)


def last_name(node: ast.expr) -> str:
    """Return the last name of a dotted name, whatever it starts from; empty for other expressions."""
    return getattr(node, "id", "") or getattr(node, "attr", "")


def last_called(node: ast.expr) -> str:
    """Return the last name of what is called, or of a decorator with arguments or without; else as `last_name`."""
    return last_name(node.func if isinstance(node, ast.Call) else node)


def conjuncts(test: ast.expr) -> list[ast.expr]:
    """Return the conditions that all hold where a condition does."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]


def begins_with(name: str, condition: ast.expr) -> str:
    """Return the beginning that a condition asks of the text in a variable; empty where it asks for something else."""
    match condition:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=tested), attr="startswith"), args=[ast.Constant(value=str(prefix))]
        ) if tested == name:
            return prefix
        case _:
            return ""


def parameters(args: ast.arguments) -> list[ast.arg]:
    """Return all parameters of a function."""
    known = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    if args.vararg is not None:
        known.append(args.vararg)
    if args.kwarg is not None:
        known.append(args.kwarg)
    return known
