"""Collect from whatever has a scope of its own: functions, classes, comprehensions, type parameters.

Source: language reference, "Naming and binding".
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from vendorize_analysis.summarizing.hazards import gone_through, inspect_filter
from vendorize_analysis.summarizing.references.annotations import annotation
from vendorize_analysis.summarizing.references.computed_names import note_loop, note_text
from vendorize_analysis.summarizing.references.scope import Scope
from vendorize_analysis.summarizing.syntax.chains import parameters

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def function(collector: ReferenceCollector, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Collect from a function inside the part."""
    collector.scope.bind(node.name)
    define(collector, node)


def define(collector: ReferenceCollector, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str = "") -> None:
    """Collect from a function: what runs at its definition here, its body when it is called."""
    collector.functions += 1
    if node.decorator_list:
        collector.visit_all(node.decorator_list)
    known = parameters(node.args)
    _signature(collector, node.args, known)
    if node.returns is not None:
        annotation(collector, node.returns)
    _open(collector, known, owner)
    if getattr(node, "type_params", None):
        type_parameters(collector, node)
    body(collector, node.body)
    _close(collector)


def lambda_(collector: ReferenceCollector, node: ast.Lambda) -> None:
    """Collect from a lambda."""
    known = parameters(node.args)
    _signature(collector, node.args, known)
    _open(collector, known, "")
    collector.visit(node.body)
    _close(collector)


def _signature(collector: ReferenceCollector, args: ast.arguments, known: list[ast.arg]) -> None:
    if args.defaults:
        collector.visit_all(args.defaults)
    if args.kw_defaults:
        collector.visit_all(args.kw_defaults)
    for parameter in known:
        if parameter.annotation is not None:
            annotation(collector, parameter.annotation)


def _open(collector: ReferenceCollector, known: list[ast.arg], owner: str) -> None:
    scope = Scope(owner=owner)
    scope.given = frozenset([parameter.arg for parameter in known])
    scope.bound.update(scope.given)
    collector.open(scope)
    collector.depth += 1


def _close(collector: ReferenceCollector) -> None:
    collector.depth -= 1
    collector.close(deferred=collector.stack[-1] is collector.top)


def body(collector: ReferenceCollector, statements: list[ast.stmt]) -> None:
    """Collect from a body that may begin with a docstring."""
    first = statements[0]
    if first.__class__ is ast.Expr and first.value.__class__ is ast.Constant and first.value.value.__class__ is str:
        collector.docstring(first.value.value, first.lineno)
        statements = statements[1:]
    collector.visit_all(statements)


def class_(collector: ReferenceCollector, node: ast.ClassDef) -> None:
    """Collect from a class that is no part: its body is plain code."""
    collector.scope.bind(node.name)
    collector.visit_all(node.decorator_list)
    collector.visit_all(node.bases)
    collector.visit_all(node.keywords)
    around, collector.class_names = collector.class_names, (*collector.class_names, node.name)
    collector.open(Scope(is_class=True))
    type_parameters(collector, node)
    body(collector, node.body)
    collector.close(deferred=False)
    collector.class_names = around


def type_parameters(collector: ReferenceCollector, node: ast.AST) -> None:
    """Bind type parameters (PEP 695, PEP 696) and collect from their bounds and defaults."""
    for parameter in getattr(node, "type_params", ()):
        collector.scope.bound.add(parameter.name)
        collector.visit_all((getattr(parameter, "bound", None), getattr(parameter, "default_value", None)))


def type_alias(collector: ReferenceCollector, node: Any) -> None:  # noqa: ANN401 (its class is unknown before 3.12)
    """Collect from `type X = …`: evaluated late, but it sees the names of the class around."""
    collector.scope.bind(node.name.id)
    collector.open(Scope())
    type_parameters(collector, node)
    collector.visit(node.value)
    collector.close(deferred=False)


def comprehension(
    collector: ReferenceCollector, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
) -> None:
    """Collect from a comprehension: the first iterable belongs to the scope around it."""
    for generator in node.generators:
        inspect_filter(collector, generator)
        gone_through(collector, generator.iter)
    collector.visit(node.generators[0].iter)
    collector.open(Scope(is_comprehension=True))
    for index, generator in enumerate(node.generators):
        if index:
            collector.visit(generator.iter)
        note_loop(collector.scope, generator.target, generator.iter)
        collector.visit(generator.target)
        collector.visit_all(generator.ifs)
    if isinstance(node, ast.DictComp):
        collector.visit(node.key)
        collector.visit(node.value)
    else:
        collector.visit(node.elt)
    collector.close(deferred=False)


def named_expression(collector: ReferenceCollector, node: ast.NamedExpr) -> None:
    """Collect from `(x := v)`: it binds in the nearest scope that is no comprehension (PEP 572)."""
    collector.visit(node.value)
    for scope in (collector.scope, *reversed(collector.stack)):
        if not scope.is_comprehension:
            note_text(scope, node.target.id, node.value)
            scope.bind(node.target.id)
            break
