"""Targets of assignments as operations: names, attributes, items, and sequences of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.lowering.literals import literal_key

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.lowering.visitors import ExpressionVisitor


class TargetLowering:
    """Lowers the targets of one scope."""

    def __init__(self, expressions: ExpressionVisitor) -> None:
        self.expressions = expressions
        self.builder = expressions.builder

    def assign(self, target: ast.expr, source: int) -> None:
        """Bind a target of an assignment to its value."""
        match target:
            case ast.Name(id=name):
                self.builder.write(name, source)
            case ast.Attribute(value=value, attr=name):
                holder = self.expressions.lower(value)
                store = ir.StoreAttribute(holder, name, source, target.lineno)
                self.builder.put((holder, ".", name), store, source)
            case ast.Subscript(value=value, slice=index):
                self._assign_item(self.expressions.lower(value), index, source)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                self._unpack(items, source)
            case ast.Starred(value=value):
                self.assign(value, source)
            case _:
                pass

    def _assign_item(self, holder: int, index: ast.expr, source: int) -> None:
        builder = self.builder
        key = self.expressions.key(index)
        store = ir.StoreItem(holder, key, source, index.lineno)
        literal = literal_key(index)
        if isinstance(index, ast.Slice):
            builder.put_anywhere(store)
            builder.emit(ir.ExtendCollection(holder, source))
        elif literal is None:
            builder.put_anywhere(store)
        else:
            builder.put((holder, "[", literal), store, source)

    def _unpack(self, items: list[ast.expr], source: int) -> None:
        builder = self.builder
        builder.flush()
        star = next((place for place, item in enumerate(items) if isinstance(item, ast.Starred)), len(items))
        for place, item in enumerate(items):
            value = builder.new()
            after = len(items) - place if place > star else 0
            if place == star:
                rest = len(items) - 1 - place
                builder.emit(ir.LoadSlice(value, source, place, -rest if rest else None, literal=True))
            else:
                builder.emit(ir.UnpackItem(value, source, place, after, item.lineno))
            self.assign(item, value)
