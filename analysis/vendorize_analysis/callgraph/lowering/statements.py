"""Statements as operations: the order of execution goes into the versions of names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, ClassVar, Final

from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.lowering.control import ControlFlowLowering
from vendorize_analysis.callgraph.lowering.definitions import DefinitionLowering
from vendorize_analysis.callgraph.lowering.expressions import ExpressionLowering
from vendorize_analysis.callgraph.lowering.special_names import IN_PLACE
from vendorize_analysis.model.names import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.lowering.ssa import SSABuilder
    from vendorize_analysis.callgraph.lowering.visitors import LoweringContext

_ENDS: Final = (ast.Return, ast.Raise, ast.Break, ast.Continue)


class StatementLowering:
    """Lowers the statements of one scope."""

    def __init__(self, builder: SSABuilder, context: LoweringContext) -> None:
        self.builder = builder
        self.context = context
        self.definitions = DefinitionLowering()
        self.expressions = ExpressionLowering(builder, self.definitions, self.run)
        self.control = ControlFlowLowering(self)

    def run(self, body: list[ast.stmt]) -> None:
        """Lower statements in order, up to one after which none of them is reached."""
        for node in body:
            if self.builder.names is None:
                return
            method, control = self._METHODS.get(type(node)), self._CONTROL.get(type(node))
            if method is not None:
                method(self, node)
            elif control is not None:
                control(self.control, node)
            else:
                self._other(node)
            if isinstance(node, _ENDS):
                self.builder.clobber()
                self.builder.names = None

    def _other(self, node: ast.stmt) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expressions.lower(child)

    # -- simple statements ----------------------------------------------------------------------------------

    def _assign(self, node: ast.Assign) -> None:
        value = self.expressions.lower(node.value)
        for target in node.targets:
            self.expressions.assign(target, value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.expressions.assign(node.target, self.expressions.lower(node.value))

    def _augmented(self, node: ast.AugAssign) -> None:
        operands = (self.expressions.lower(_loaded(node.target)), self.expressions.lower(node.value))
        self.expressions.assign(node.target, self.expressions.operate(operands, IN_PLACE[type(node.op)], node.lineno))

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            match target:
                case ast.Name(id=name):
                    self.builder.kill(name)
                case ast.Subscript(value=value, slice=index):
                    holder, key = self.expressions.lower(value), self.expressions.key(index)
                    self.expressions.operate((holder, key), ("__delitem__", ""), node.lineno)
                case _:
                    self._other(node)

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.builder.emit(ir.CopyValue(ir.RETURNED, self.expressions.lower(node.value)))

    def _raise(self, node: ast.Raise) -> None:
        for value in (node.exc, node.cause):
            if value is not None:
                source = self.expressions.lower(value)
                self.builder.clobber()
                self.builder.emit(ir.RaiseValue(source, node.lineno, self.builder.site()))

    def _import(self, node: ast.Import) -> None:
        builder = self.builder
        builder.clobber()
        for alias in node.names:
            target = builder.new()
            builder.emit(ir.ImportName(target, alias.name, "", node.lineno))
            if alias.asname:
                builder.write(alias.asname, target)
            else:
                top = builder.new()
                builder.emit(ir.ImportName(top, alias.name.partition(".")[0], "", node.lineno))
                builder.write(alias.name.partition(".")[0], top)

    def _import_from(self, node: ast.ImportFrom) -> None:
        builder = self.builder
        builder.clobber()
        module = absolute(self.context.package, node.level, node.module or "")
        for alias in node.names:
            if alias.name == "*":
                builder.emit(ir.ImportStar(module, node.lineno))
                builder.scope.stars.append(module)
                continue
            target = builder.new()
            builder.emit(ir.ImportName(target, module, alias.name, node.lineno))
            builder.write(alias.asname or alias.name, target)

    # -- definitions ----------------------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = [(self.expressions.lower(each), each.lineno) for each in node.decorator_list]
        defaults = self.expressions.calls.defaults(node.args)
        value = self.definitions.function(self.builder, node, node.name, defaults)
        self._bind(node.name, value, decorators)

    def _class(self, node: ast.ClassDef) -> None:
        decorators = [(self.expressions.lower(each), each.lineno) for each in node.decorator_list]
        bases = tuple(
            self.expressions.lower(base.value if isinstance(base, ast.Starred) else base) for base in node.bases
        )
        metaclass = -1
        for keyword in node.keywords:
            value = self.expressions.lower(keyword.value)
            metaclass = value if keyword.arg == "metaclass" else metaclass
        self._bind(node.name, self.definitions.class_(self.builder, node, bases, metaclass), decorators)

    def _bind(self, name: str, value: int, decorators: list[tuple[int, int]]) -> None:
        for decorator, line in reversed(decorators):
            value = self.expressions.calls.call(decorator, (value,), line, decorator=True)
        self.builder.write(name, value)

    _METHODS: ClassVar[dict[type[ast.stmt], Callable[..., None]]] = {
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Delete: _delete,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
    }
    _CONTROL: ClassVar[dict[type[ast.stmt], Callable[..., None]]] = {
        ast.Break: ControlFlowLowering.leave_,
        ast.Continue: ControlFlowLowering.leave_,
        ast.If: ControlFlowLowering.if_,
        ast.While: ControlFlowLowering.while_,
        ast.For: ControlFlowLowering.for_,
        ast.AsyncFor: ControlFlowLowering.for_,
        ast.Try: ControlFlowLowering.try_,
        ast.TryStar: ControlFlowLowering.try_,
        ast.With: ControlFlowLowering.with_,
        ast.AsyncWith: ControlFlowLowering.with_,
        ast.Match: ControlFlowLowering.match_,
    }


def _loaded(target: ast.expr) -> ast.expr:
    """Return an assignment's target as it is read."""
    match target:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case _:
            return target
