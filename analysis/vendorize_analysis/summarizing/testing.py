"""Names that are only tested: `if module:`, `module is None`. Nobody gets what they stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.rules import TESTS

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer
    from vendorize_analysis.summarizing.scope import Scope


def test(gatherer: Gatherer, node: ast.expr) -> None:
    """Gather from a condition."""
    kind = node.__class__
    if kind is ast.Name:
        test_name(gatherer, node)  # type: ignore[arg-type]
    elif kind is ast.UnaryOp and isinstance(node.op, ast.Not):  # type: ignore[attr-defined]
        test(gatherer, node.operand)  # type: ignore[attr-defined]
    elif kind is ast.BoolOp:
        for value in node.values:  # type: ignore[attr-defined]
            test(gatherer, value)
    else:
        gatherer.visit(node)


def test_name(gatherer: Gatherer, node: ast.Name) -> None:
    """Note that a name is tested; in a class body it may be one of that body."""
    scope, name = gatherer.scope, node.id
    if name[:2] == "__" or (scope is gatherer.top and gatherer.class_names) or TESTS in gatherer.target.without:
        gatherer.visit(node)
    elif scope.tested is None:
        scope.tested = {name: node.lineno}
    else:
        scope.tested.setdefault(name, node.lineno)


def is_none_check(node: ast.Compare) -> bool:
    """Recognise `name is None`."""
    match node:
        case ast.Compare(left=ast.Name(), ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return True
        case _:
            return False


def hand_on(gatherer: Gatherer, scope: Scope, outer: Scope) -> None:
    """Give the tested names that a scope did not bind to the scope around it; global ones to the module."""
    for name, line in (scope.tested or {}).items():
        target = gatherer.top if scope.elsewhere.get(name) else outer
        if name not in scope.bound or name in scope.elsewhere or scope.is_class:
            target.tested = target.tested or {}
            target.tested.setdefault(name, line)
