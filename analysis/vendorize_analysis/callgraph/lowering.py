"""The flow facts of a scope: its operations, found when somebody asks first."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph import facts
from vendorize_analysis.callgraph.definitions import Definitions, module_scope, name_locals
from vendorize_analysis.callgraph.expressions import Expressions
from vendorize_analysis.callgraph.scoping import parameter_names, shared_names
from vendorize_analysis.callgraph.statements import Statements
from vendorize_analysis.callgraph.writing import Writer

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.scopes import Scope
    from vendorize_analysis.summarizing import Target


class Lowering:
    """Lowers the scopes of one module."""

    def __init__(self, name: str, tree: ast.Module, *, is_package: bool, target: Target) -> None:
        self.package = name if is_package else name.rpartition(".")[0]
        self.target = target
        self.is_program = True
        """It may run as the program, and not only be imported."""
        self.shared = shared_names(tree)
        self.scope = module_scope(name, tree)
        self.exported = _exported(tree)
        """Private names that star imports take."""

    def lower(self, scope: Scope) -> None:
        """Find the operations of a scope."""
        name_locals(scope)
        writer = Writer(scope, self.shared)
        definitions = Definitions()
        expressions = Expressions(writer, definitions)
        statements = Statements(writer, expressions, definitions, self.target)
        statements.package = self.package
        statements.control.is_program = self.is_program
        expressions.run = statements.run
        scope.operations = writer.operations
        if scope.kind == "module":
            self._name_module(writer)
        for name in parameter_names(scope.parameters):
            value = writer.new()
            scope.entries[name] = value
            writer.write(name, value)
        node = scope.node
        if isinstance(node, ast.Lambda):
            writer.emit(facts.Copy(facts.RETURNED, expressions.lower(node.body)))
        elif isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            statements.run(node.body)
        writer.settle()

    def _name_module(self, writer: Writer) -> None:
        writer.scope.locals |= {"__name__"}
        target = writer.new()
        writer.emit(facts.Constant(target, writer.scope.name))
        writer.write("__name__", target)


def _exported(tree: ast.Module) -> frozenset[str]:
    found: set[str] = set()
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AugAssign(target=ast.Name(id="__all__"), value=value)
            ):
                found.update(
                    item.value
                    for item in ast.walk(value)
                    if isinstance(item, ast.Constant) and isinstance(item.value, str) and item.value.startswith("_")
                )
            case _:
                pass
    return frozenset(found)
