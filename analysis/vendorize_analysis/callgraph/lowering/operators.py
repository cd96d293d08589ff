"""Operators as operations: arithmetic, comparisons, `and`, `or`, `not`, and choices between values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.lowering.formatting import percent
from vendorize_analysis.callgraph.lowering.special_names import BINARY, COMPARISONS, UNARY

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.lowering.visitors import ExpressionVisitor


class OperatorLowering:
    """Lowers the operators of one scope."""

    def __init__(self, expressions: ExpressionVisitor) -> None:
        self.expressions = expressions
        self.builder = expressions.builder

    def choice(self, node: ast.IfExp) -> int:
        """Lower `a if test else b`."""
        self.expressions.test(node.test)
        return self._either([node.body, node.orelse], tested=0)

    def junction(self, node: ast.BoolOp) -> int:
        """Lower `and` and `or`."""
        return self._either(node.values, tested=len(node.values) - 1)

    def _either(self, nodes: list[ast.expr], tested: int) -> int:
        target = self.builder.new()
        for place, node in enumerate(nodes):
            source = self.expressions.lower(node)
            if place < tested:
                self.truth(source, node.lineno)
            self.builder.clobber()
            self.builder.emit(ir.CopyValue(target, source))
        return target

    def operate(self, operands: tuple[int, ...], names: tuple[str, str], line: int) -> int:
        """Apply an operator by the names of its special methods."""
        builder = self.builder
        builder.clobber()
        target = builder.new()
        builder.emit(ir.ApplyOperator(target, operands, *names, line, builder.site()))
        return target

    def binary(self, node: ast.BinOp) -> int:
        """Lower an operator between two operands."""
        operands = (self.expressions.lower(node.left), self.expressions.lower(node.right))
        target = self.operate(operands, BINARY[type(node.op)], node.lineno)
        match node:
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()):
                self._percent(text, node.right, operands[1], target)
            case _:
                pass
        return target

    def _percent(self, text: str, node: ast.expr, value: int, target: int) -> None:
        """Say what `"…" % …` gives."""
        given = [value]
        if isinstance(node, ast.Tuple):
            given = [self.builder.new() for _ in node.elts]
            for place, item in enumerate(given):
                self.builder.emit(ir.UnpackItem(item, value, place, 0, node.lineno))
        texts = percent(text, len(given))
        if texts is not None:
            pairs = [part for pair in zip(texts, given, strict=False) for part in pair]
            self.builder.emit(ir.JoinStrings(target, (*pairs, texts[-1])))

    def unary(self, node: ast.UnaryOp) -> int:
        """Lower an operator before its operand."""
        return self.operate((self.expressions.lower(node.operand),), (UNARY[type(node.op)], ""), node.lineno)

    def comparison(self, node: ast.Compare) -> int:
        """Lower a chain of comparisons."""
        left = self.expressions.lower(node.left)
        for operator, item in zip(node.ops, node.comparators, strict=True):
            right = self.expressions.lower(item)
            if type(operator) in COMPARISONS:
                swapped = isinstance(operator, (ast.In, ast.NotIn))
                operands = (right, left) if swapped else (left, right)
                self.operate(operands, COMPARISONS[type(operator)], node.lineno)
            left = right
        return self.builder.plain("bool")

    def truth(self, value: int, line: int) -> None:
        """Ask a variable whether it is true."""
        self.builder.clobber()
        self.builder.emit(ir.ApplyOperator(-1, (value,), "__bool__", "__len__", line, self.builder.site()))
