"""Functions, lambdas and classes: each is a scope of its own, lowered when somebody asks for it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.ir.scopes import CodeScope
from vendorize_analysis.callgraph.lowering.names import names_of, parameter_names, parameters_of

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.ir.scopes import ScopeKind
    from vendorize_analysis.callgraph.lowering.ssa import SSABuilder

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class DefinitionLowering:
    """Makes the scopes inside of one scope."""

    def __init__(self) -> None:
        self._lambdas = 0

    def function(self, builder: SSABuilder, node: Function, name: str, defaults: tuple[tuple[str, int], ...]) -> int:
        """Define a function; a lambda has no name and gets a number."""
        if isinstance(node, ast.Lambda):
            self._lambdas += 1
            name = f"<lambda{self._lambdas}>"
        child = _child(builder.scope, "function", name, node)
        child.parameters = parameters_of(node.args)
        target = builder.new()
        builder.emit(ir.MakeFunction(target, len(builder.scope.children) - 1, defaults))
        return target

    def class_(self, builder: SSABuilder, node: ast.ClassDef, bases: tuple[int, ...], metaclass: int) -> int:
        """Define a class; its body runs here."""
        child = _child(builder.scope, "class", node.name, node)
        names = names_of(node.body)
        child.locals, child.inner, child.globals = names.bound, names.inner, names.is_global
        builder.clobber()
        target = builder.new()
        position = len(builder.scope.children) - 1
        builder.emit(ir.MakeClass(target, position, bases, metaclass, node.lineno, builder.site()))
        return target


def name_locals(scope: CodeScope) -> None:
    """Find the names of a function, as soon as somebody asks for its operations."""
    node = scope.node
    if isinstance(node, (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)):
        names = names_of([node.body] if isinstance(node, ast.Lambda) else node.body)
        scope.locals = names.bound | frozenset(parameter_names(scope.parameters))
        scope.inner = names.inner - scope.locals
        scope.globals = names.is_global
        scope.is_generator = names.yields


def module_scope(name: str, tree: ast.Module) -> CodeScope:
    """Return the scope of a module."""
    scope = CodeScope("module", name, tree, None)
    names = names_of(tree.body)
    scope.locals, scope.inner = names.bound, names.inner
    return scope


def _child(parent: CodeScope, kind: ScopeKind, name: str, node: ast.AST) -> CodeScope:
    child = CodeScope(kind, f"{parent.name}.{name}", node, parent)
    parent.children.append(child)
    return child
