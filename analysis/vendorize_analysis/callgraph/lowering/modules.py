"""The flow facts of a scope: its operations, found when somebody asks first."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.lowering.definitions import module_scope, name_locals
from vendorize_analysis.callgraph.lowering.names import parameter_names, shared_names
from vendorize_analysis.callgraph.lowering.ssa import SSABuilder
from vendorize_analysis.callgraph.lowering.statements import StatementLowering
from vendorize_analysis.summarizing import Checking

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.ir.scopes import CodeScope
    from vendorize_analysis.callgraph.lowering.visitors import LoweringContext


class ModuleLowering:
    """Lowers the scopes of one module."""

    def __init__(self, name: str, tree: ast.Module, context: LoweringContext) -> None:
        # What the conditions of one module mean is said by that module.
        self.context = context._replace(target=context.target._replace(checking=Checking(tree)))
        self.shared = shared_names(tree)
        self.scope = module_scope(name, tree)
        self.exported = _exported(tree)
        """Private names that star imports take."""

    def lower(self, scope: CodeScope) -> None:
        """Find the operations of a scope."""
        name_locals(scope)
        builder = SSABuilder(scope, self.shared)
        statements = StatementLowering(builder, self.context)
        scope.operations = builder.operations
        if scope.kind == "module":
            self._name_module(builder)
        for name in parameter_names(scope.parameters):
            value = builder.new()
            scope.entries[name] = value
            builder.write(name, value)
        node = scope.node
        if isinstance(node, ast.Lambda):
            builder.emit(ir.CopyValue(ir.RETURNED, statements.expressions.lower(node.body)))
        elif isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            statements.run(node.body)
        builder.flush()

    def _name_module(self, builder: SSABuilder) -> None:
        builder.scope.locals |= {"__name__"}
        target = builder.new()
        builder.emit(ir.LoadConstant(target, builder.scope.name))
        builder.write("__name__", target)


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
