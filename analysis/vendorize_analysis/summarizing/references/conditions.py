"""Names that are only tested: `if module:`, `module is None`. Nobody gets what they stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.rules import TESTS

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector
    from vendorize_analysis.summarizing.references.scope import Scope


def test(collector: ReferenceCollector, node: ast.expr) -> None:
    """Collect from a condition."""
    kind = node.__class__
    if kind is ast.Name:
        test_name(collector, node)  # type: ignore[arg-type]
    elif kind is ast.UnaryOp and isinstance(node.op, ast.Not):  # type: ignore[attr-defined]
        test(collector, node.operand)  # type: ignore[attr-defined]
    elif kind is ast.BoolOp:
        for value in node.values:  # type: ignore[attr-defined]
            test(collector, value)
    else:
        collector.visit(node)


def test_name(collector: ReferenceCollector, node: ast.Name) -> None:
    """Note that a name is tested; in a class body it may be one of that body."""
    scope, name = collector.scope, node.id
    if name[:2] == "__" or (scope is collector.top and collector.class_names) or TESTS in collector.target.without:
        collector.visit(node)
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


def hand_on(collector: ReferenceCollector, scope: Scope) -> None:
    """Hand the tested names that a scope did not bind to the scope around it; global ones to the module."""
    for name, line in (scope.tested or {}).items():
        target = collector.top if scope.elsewhere.get(name) else collector.stack[-1]
        if name not in scope.bound or name in scope.elsewhere or scope.is_class:
            target.tested = target.tested or {}
            target.tested.setdefault(name, line)
