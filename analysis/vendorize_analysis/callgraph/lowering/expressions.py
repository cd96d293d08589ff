"""Expressions as operations: each gives the variable that holds its value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, ClassVar

from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.lowering.calls import CallLowering
from vendorize_analysis.callgraph.lowering.formatting import is_short
from vendorize_analysis.callgraph.lowering.literals import LiteralLowering, literal_key, number_of
from vendorize_analysis.callgraph.lowering.operators import OperatorLowering
from vendorize_analysis.callgraph.lowering.targets import TargetLowering
from vendorize_analysis.summarizing.syntax.strings import format_attributes

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.lowering.definitions import DefinitionLowering
    from vendorize_analysis.callgraph.lowering.ssa import SSABuilder


class ExpressionLowering:
    """Lowers the expressions of one scope."""

    def __init__(
        self, builder: SSABuilder, definitions: DefinitionLowering, run: Callable[[list[ast.stmt]], None]
    ) -> None:
        self.builder = builder
        self.definitions = definitions
        self._run = run
        self.literals = LiteralLowering(self)
        self.targets = TargetLowering(self)
        self.calls = CallLowering(self)
        self.operators = OperatorLowering(self)

    def lower(self, node: ast.expr) -> int:
        """Return the variable that holds the value of an expression."""
        method = self._METHODS.get(type(node))
        if method is not None:
            return int(method(self, node))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.lower(child)
        return self.builder.plain("object")

    def run(self, body: list[ast.stmt]) -> None:
        """Lower statements: those of code in a literal string."""
        self._run(body)

    def assign(self, target: ast.expr, source: int) -> None:
        """Store a variable into the target of an assignment."""
        self.targets.assign(target, source)

    def test(self, node: ast.expr) -> None:
        """Lower a condition: objects say themselves whether they are true."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.test(node.operand)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                self.test(value)
        elif isinstance(node, (ast.Compare, ast.Constant)):
            self.lower(node)
        else:
            self.operators.truth(self.lower(node), node.lineno)

    def key(self, node: ast.expr) -> int:
        """Lower what stands in brackets; a tuple of literals is one key."""
        literal = literal_key(node)
        if not isinstance(literal, tuple):
            return self.lower(node)
        target = self.builder.new()
        self.builder.emit(ir.LoadConstant(target, literal))
        return target

    # -- names, attributes, items ---------------------------------------------------------------------------

    def _name(self, node: ast.Name) -> int:
        return self.builder.read(node.id)

    def _constant(self, node: ast.Constant) -> int:
        value = node.value
        if isinstance(value, str) and "{" in value:
            for name in dict.fromkeys(format_attributes(value)):
                self.builder.emit(ir.AskAttribute(name, node.lineno))
        if is_short(node):
            target = self.builder.new()
            self.builder.emit(ir.LoadConstant(target, value))  # type: ignore[arg-type]  # a string or number
            return target
        return self.builder.plain(type(value).__name__)

    def _attribute(self, node: ast.Attribute) -> int:
        builder = self.builder
        holder = self.lower(node.value)
        stored = builder.known((holder, ".", node.attr))
        target = builder.new()
        if stored is None:
            builder.flush()
        else:
            builder.emit(ir.CopyValue(target, stored))
        builder.emit(ir.LoadAttribute(target, holder, node.attr, node.lineno, stored is not None))
        return target

    def _subscript(self, node: ast.Subscript) -> int:
        builder = self.builder
        holder = self.lower(node.value)
        target = builder.new()
        if isinstance(node.slice, ast.Slice):
            bounds = (node.slice.lower, node.slice.upper)
            for bound in (*bounds, node.slice.step):
                if bound is not None:
                    self.lower(bound)
            numbers = [number_of(bound) for bound in bounds]
            plain = all(bound is None or number is not None for bound, number in zip(bounds, numbers, strict=True))
            builder.flush()
            literal = plain and node.slice.step is None
            builder.emit(ir.LoadSlice(target, holder, numbers[0], numbers[1], literal))
            return target
        literal_index = literal_key(node.slice)
        stored = None if literal_index is None else builder.known((holder, "[", literal_index))
        if stored is not None:
            return stored
        key = self.key(node.slice)
        builder.flush()
        builder.emit(ir.LoadItem(target, holder, key, node.lineno))
        return target

    def _named(self, node: ast.NamedExpr) -> int:
        value = self.lower(node.value)
        self.assign(node.target, value)
        return value

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set) -> int:
        return self.literals.sequence(node)

    def _dict(self, node: ast.Dict) -> int:
        return self.literals.mapping(node)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> int:
        return self.literals.comprehension(node)

    def _dict_comprehension(self, node: ast.DictComp) -> int:
        return self.literals.dict_comprehension(node)

    def iterate(self, node: ast.expr) -> int:
        """Return the variable of any item that iterating over an expression yields."""
        return self.iterate_over(self.lower(node), node.lineno)

    def iterate_over(self, source: int, line: int) -> int:
        """Return the variable of any item that iterating over a variable yields."""
        self.builder.clobber()
        target = self.builder.new()
        self.builder.emit(ir.IterateOver(target, source, line))
        return target

    # -- calls and operators --------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> int:
        return self.calls.lower(node)

    def _lambda(self, node: ast.Lambda) -> int:
        return self.definitions.function(self.builder, node, "", self.calls.defaults(node.args))

    def operate(self, operands: tuple[int, ...], names: tuple[str, str], line: int) -> int:
        """Apply an operator by the names of its special methods; return the variable of the result."""
        return self.operators.operate(operands, names, line)

    def _choice(self, node: ast.IfExp) -> int:
        return self.operators.choice(node)

    def _junction(self, node: ast.BoolOp) -> int:
        return self.operators.junction(node)

    def _binary(self, node: ast.BinOp) -> int:
        return self.operators.binary(node)

    def _unary(self, node: ast.UnaryOp) -> int:
        number = number_of(node)
        if number is not None:
            return self._constant(ast.Constant(value=number))
        return self.operators.unary(node)

    def _comparison(self, node: ast.Compare) -> int:
        return self.operators.comparison(node)

    # -- the rest -------------------------------------------------------------------------------------------

    def _text(self, node: ast.JoinedStr) -> int:
        return self.literals.text(node)

    def _await(self, node: ast.Await) -> int:
        source = self.lower(node.value)
        self.builder.clobber()
        target = self.builder.new()
        self.builder.emit(ir.AwaitValue(target, source, node.lineno))
        return target

    def _yield(self, node: ast.Yield) -> int:
        builder = self.builder
        if node.value is not None:
            source = self.lower(node.value)
            builder.emit(ir.CopyValue(ir.YIELDED, source))
        builder.clobber()
        return ir.SENT

    def _yield_from(self, node: ast.YieldFrom) -> int:
        source = self.lower(node.value)
        self.builder.clobber()
        target = self.builder.new()
        self.builder.emit(ir.YieldFrom(target, source, node.lineno))
        return target

    def _starred(self, node: ast.Starred) -> int:
        return self.iterate(node.value)

    _METHODS: ClassVar[dict[type[ast.expr], Callable[..., int]]] = {
        ast.Name: _name,
        ast.Constant: _constant,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.NamedExpr: _named,
        ast.List: _sequence,
        ast.Tuple: _sequence,
        ast.Set: _sequence,
        ast.Dict: _dict,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.DictComp: _dict_comprehension,
        ast.Call: _call,
        ast.Lambda: _lambda,
        ast.IfExp: _choice,
        ast.BoolOp: _junction,
        ast.BinOp: _binary,
        ast.UnaryOp: _unary,
        ast.Compare: _comparison,
        ast.JoinedStr: _text,
        ast.Await: _await,
        ast.Yield: _yield,
        ast.YieldFrom: _yield_from,
        ast.Starred: _starred,
    }
