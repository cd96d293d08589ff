"""Literals and comprehensions as operations: new collections, with literal keys as far as there are any."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.ir import operations as ir

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.ir.keys import Key
    from vendorize_analysis.callgraph.lowering.visitors import ExpressionVisitor

_MOST_ITEMS: Final = 64
"""Of longer literals the items are not told apart."""
_MOST_CONSTANTS: Final = 16
"""Constants in longer literals are data, no names or keys that code asks for."""


class LiteralLowering:
    """Lowers the literals of one scope."""

    def __init__(self, expressions: ExpressionVisitor) -> None:
        self.expressions = expressions
        self.builder = expressions.builder

    def sequence(self, node: ast.List | ast.Tuple | ast.Set) -> int:
        """Lower a list, tuple or set."""
        builder = self.builder
        target = builder.new()
        kind = type(node).__name__.lower()
        exact = kind != "set" and len(node.elts) <= _MOST_ITEMS
        starred = [isinstance(item, ast.Starred) for item in node.elts]
        builder.emit(ir.MakeCollection(target, kind, builder.site(), -1 if any(starred) else len(node.elts)))
        for place, item in enumerate(node.elts):
            if isinstance(item, ast.Starred):
                builder.emit(ir.ExtendCollection(target, self.expressions.lower(item.value)))
                exact = False
            elif _matters(item, len(node.elts)):
                value = self.expressions.lower(item)
                if exact:
                    builder.put_first((target, "[", place), ir.PutItem(target, place, value), value)
                else:
                    builder.emit(ir.PutItem(target, None, value))
        return target

    def mapping(self, node: ast.Dict) -> int:
        """Lower a dict."""
        builder = self.builder
        target = builder.new()
        builder.emit(ir.MakeCollection(target, "dict", builder.site(), len(node.keys)))
        builder.dicts.add(target)
        for key, item in zip(node.keys, node.values, strict=True):
            if key is None:
                builder.emit(ir.ExtendCollection(target, self.expressions.lower(item)))
                continue
            if not _matters(key, len(node.keys)) and not _matters(item, len(node.keys)):
                continue
            index = self.expressions.key(key)
            value = self.expressions.lower(item)
            literal = literal_key(key)
            if literal is not None and len(node.keys) <= _MOST_ITEMS:
                builder.put_first((target, "[", literal), ir.PutItem(target, literal, value), value)
            else:
                builder.emit(ir.StoreItem(target, index, value, node.lineno))
        return target

    def comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> int:
        """Lower a comprehension; its loops run here."""
        kind = {ast.ListComp: "list", ast.SetComp: "set"}.get(type(node), "generator")
        return self._comprehend(node.generators, kind, [node.elt])

    def dict_comprehension(self, node: ast.DictComp) -> int:
        """Lower a dict comprehension."""
        return self._comprehend(node.generators, "dict", [node.key, node.value])

    def _comprehend(self, generators: list[ast.comprehension], kind: str, results: list[ast.expr]) -> int:
        builder = self.builder
        target = builder.new()
        builder.emit(ir.MakeCollection(target, kind, builder.site(), -1))
        before = dict(builder.names or {})
        for generator in generators:
            self.expressions.assign(generator.target, self.expressions.iterate(generator.iter))
            for test in generator.ifs:
                self.expressions.test(test)
        values = [self.expressions.lower(result) for result in results]
        if kind == "dict":
            builder.put_anywhere(ir.StoreItem(target, values[0], values[1], results[0].lineno))
        else:
            builder.emit(ir.PutItem(target, None, values[0]))
        builder.clobber()
        builder.names = before
        return target

    def text(self, node: ast.JoinedStr) -> int:
        """Lower an f-string."""
        parts: list[str | int] = []
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                shown = self.expressions.lower(value.value)
                is_plain = value.conversion != ord("r") and value.format_spec is None
                names = ("__format__", "__str__") if value.conversion != ord("r") else ("__repr__", "")
                self.expressions.operate((shown,), names, node.lineno)
                parts.append(shown if is_plain else self.builder.plain("str"))
            elif isinstance(value, ast.Constant):
                parts.append(str(value.value))
        target = self.builder.new()
        self.builder.emit(ir.JoinStrings(target, tuple(parts)))
        return target


def literal_key(node: ast.expr) -> Key | None:
    """Return the key that an expression is, if it is a literal string or number, or a tuple of such."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Tuple(elts=[_, *_] as items):
            keys = [literal_key(item) for item in items]
            return None if None in keys else tuple(key for key in keys if key is not None)
        case _:
            return number_of(node)


def number_of(node: ast.expr | None) -> int | None:
    """Return the number that an expression is, if it is a literal one."""
    match node:
        case ast.Constant(value=int(value)) if type(value) is int:
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return -value
        case _:
            return None


def _matters(node: ast.expr, count: int) -> bool:
    """Tell whether an item of a literal can hold more than data."""
    return isinstance(node, ast.Constant) if count <= _MOST_CONSTANTS and _is_data(node) else not _is_data(node)


def _is_data(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return bool(items) and all(map(_is_data, items))
        case ast.Dict(keys=keys, values=values):
            return bool(keys) and all(key is not None and _is_data(key) for key in keys) and all(map(_is_data, values))
        case _:
            return False
