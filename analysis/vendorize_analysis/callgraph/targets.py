"""Targets of assignments as operations: names, attributes, items, and sequences of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph import facts
from vendorize_analysis.callgraph.literals import literal_key

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.expressions import Expressions


class Targets:
    """Lowers the targets of one scope."""

    def __init__(self, expressions: Expressions) -> None:
        self.expressions = expressions
        self.writer = expressions.writer

    def assign(self, target: ast.expr, source: int) -> None:
        """Give a target of an assignment its value."""
        match target:
            case ast.Name(id=name):
                self.writer.write(name, source)
            case ast.Attribute(value=value, attr=name):
                holder = self.expressions.lower(value)
                store = facts.SetAttribute(holder, name, source, target.lineno)
                self.writer.put((holder, ".", name), store, source)
            case ast.Subscript(value=value, slice=index):
                self._assign_item(self.expressions.lower(value), index, source)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                self._unpack(items, source)
            case ast.Starred(value=value):
                self.assign(value, source)
            case _:
                pass

    def _assign_item(self, holder: int, index: ast.expr, source: int) -> None:
        writer = self.writer
        key = self.expressions.key(index)
        store = facts.SetItem(holder, key, source, index.lineno)
        literal = literal_key(index)
        if isinstance(index, ast.Slice):
            writer.put_anywhere(store)
            writer.emit(facts.Extend(holder, source))
        elif literal is None:
            writer.put_anywhere(store)
        else:
            writer.put((holder, "[", literal), store, source)

    def _unpack(self, items: list[ast.expr], source: int) -> None:
        writer = self.writer
        writer.settle()
        star = next((place for place, item in enumerate(items) if isinstance(item, ast.Starred)), len(items))
        for place, item in enumerate(items):
            value = writer.new()
            after = len(items) - place if place > star else 0
            if place == star:
                rest = len(items) - 1 - place
                writer.emit(facts.Slice(value, source, place, -rest if rest else None, literal=True))
            else:
                writer.emit(facts.Unpack(value, source, place, after, item.lineno))
            self.assign(item, value)
