"""Gather from whatever has a scope of its own: functions, classes, comprehensions, type parameters.

Source: language reference, "Naming and binding".
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from vendorize_analysis.summarizing.annotations import annotation
from vendorize_analysis.summarizing.hazards import inspect_filter
from vendorize_analysis.summarizing.scope import Scope

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer


def function(gatherer: Gatherer, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Gather from a function inside the part."""
    gatherer.scope.bind(node.name)
    define(gatherer, node)


def define(gatherer: Gatherer, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str = "") -> None:
    """Gather from a function: what runs at its definition here, its body when it is called."""
    gatherer.functions += 1
    if node.decorator_list:
        gatherer.visit_all(node.decorator_list)
    known = parameters(node.args)
    _signature(gatherer, node.args, known)
    if node.returns is not None:
        annotation(gatherer, node.returns)
    _open(gatherer, known, owner)
    if getattr(node, "type_params", None):
        type_parameters(gatherer, node)
    body(gatherer, node.body)
    _close(gatherer)


def lambda_(gatherer: Gatherer, node: ast.Lambda) -> None:
    """Gather from a lambda."""
    known = parameters(node.args)
    _signature(gatherer, node.args, known)
    _open(gatherer, known, "")
    gatherer.visit(node.body)
    _close(gatherer)


def parameters(args: ast.arguments) -> list[ast.arg]:
    """Give all parameters of a function."""
    known = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    if args.vararg is not None:
        known.append(args.vararg)
    if args.kwarg is not None:
        known.append(args.kwarg)
    return known


def _signature(gatherer: Gatherer, args: ast.arguments, known: list[ast.arg]) -> None:
    if args.defaults:
        gatherer.visit_all(args.defaults)
    if args.kw_defaults:
        gatherer.visit_all(args.kw_defaults)
    for parameter in known:
        if parameter.annotation is not None:
            annotation(gatherer, parameter.annotation)


def _open(gatherer: Gatherer, known: list[ast.arg], owner: str) -> None:
    scope = Scope(owner=owner)
    scope.given = frozenset([parameter.arg for parameter in known])
    scope.bound.update(scope.given)
    gatherer.open(scope)
    gatherer.depth += 1


def _close(gatherer: Gatherer) -> None:
    gatherer.depth -= 1
    gatherer.close(deferred=gatherer.stack[-1] is gatherer.top)


def body(gatherer: Gatherer, statements: list[ast.stmt]) -> None:
    """Gather from a body that may begin with a docstring."""
    first = statements[0]
    if first.__class__ is ast.Expr and first.value.__class__ is ast.Constant and first.value.value.__class__ is str:
        gatherer.docstring(first.value.value, first.lineno)
        statements = statements[1:]
    gatherer.visit_all(statements)


def class_(gatherer: Gatherer, node: ast.ClassDef) -> None:
    """Gather from a class that is no part: its body is plain code."""
    gatherer.scope.bind(node.name)
    gatherer.visit_all(node.decorator_list)
    gatherer.visit_all(node.bases)
    gatherer.visit_all(node.keywords)
    around, gatherer.class_names = gatherer.class_names, (*gatherer.class_names, node.name)
    gatherer.open(Scope(is_class=True))
    type_parameters(gatherer, node)
    body(gatherer, node.body)
    gatherer.close(deferred=False)
    gatherer.class_names = around


def type_parameters(gatherer: Gatherer, node: ast.AST) -> None:
    """Bind type parameters (PEP 695, PEP 696) and gather from their bounds and defaults."""
    for parameter in getattr(node, "type_params", ()):
        gatherer.scope.bound.add(parameter.name)
        gatherer.visit_all((getattr(parameter, "bound", None), getattr(parameter, "default_value", None)))


def type_alias(gatherer: Gatherer, node: Any) -> None:  # noqa: ANN401 (ast.TypeAlias is unknown before 3.12)
    """Gather from `type X = …`: evaluated late, but it sees the names of the class around."""
    gatherer.scope.bind(node.name.id)
    gatherer.open(Scope())
    type_parameters(gatherer, node)
    gatherer.visit(node.value)
    gatherer.close(deferred=False)


def comprehension(gatherer: Gatherer, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
    """Gather from a comprehension: the first iterable belongs to the scope around it."""
    for generator in node.generators:
        inspect_filter(gatherer, generator)
    gatherer.visit(node.generators[0].iter)
    gatherer.open(Scope(is_comprehension=True))
    for index, generator in enumerate(node.generators):
        if index:
            gatherer.visit(generator.iter)
        gatherer.visit(generator.target)
        gatherer.visit_all(generator.ifs)
    if isinstance(node, ast.DictComp):
        gatherer.visit(node.key)
        gatherer.visit(node.value)
    else:
        gatherer.visit(node.elt)
    gatherer.close(deferred=False)


def named_expression(gatherer: Gatherer, node: ast.NamedExpr) -> None:
    """Gather from `(x := v)`: it binds in the nearest scope that is no comprehension (PEP 572)."""
    gatherer.visit(node.value)
    for scope in (gatherer.scope, *reversed(gatherer.stack)):
        if not scope.is_comprehension:
            scope.bind(node.target.id)
            break
