"""Expressions as operations: each gives the variable that holds its value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, ClassVar, Final

from vendorize_analysis.callgraph import facts
from vendorize_analysis.callgraph.literals import Literals, literal_key, number_of
from vendorize_analysis.callgraph.operators import BINARY, COMPARISONS, UNARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.definitions import Definitions
    from vendorize_analysis.callgraph.writing import Writer

_MOST_TEXT: Final = 64


class Expressions:
    """Lowers the expressions of one scope."""

    def __init__(self, writer: Writer, definitions: Definitions) -> None:
        self.writer = writer
        self.definitions = definitions
        self.literals = Literals(self)
        self.run: Callable[[list[ast.stmt]], None] = lambda _: None
        """Lowers statements (of code in a string)."""

    def lower(self, node: ast.expr) -> int:
        """Give the variable that holds the value of an expression."""
        method = self._METHODS.get(type(node))
        if method is not None:
            return int(method(self, node))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.lower(child)
        return self.writer.plain("object")

    def assign(self, target: ast.expr, source: int) -> None:
        """Give a target of an assignment its value."""
        match target:
            case ast.Name(id=name):
                self.writer.write(name, source)
            case ast.Attribute(value=value, attr=name):
                holder = self.lower(value)
                store = facts.SetAttribute(holder, name, source, target.lineno)
                self.writer.put((holder, ".", name), store, source)
            case ast.Subscript(value=value, slice=index):
                self._assign_item(self.lower(value), index, source)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                self._unpack(items, source)
            case ast.Starred(value=value):
                self.assign(value, source)
            case _:
                pass

    def _assign_item(self, holder: int, index: ast.expr, source: int) -> None:
        writer = self.writer
        key = self.lower(index)
        store = facts.SetItem(holder, key, source, index.lineno)
        literal = literal_key(index)
        if literal is None:
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

    # -- names, attributes, items ---------------------------------------------------------------------------

    def _name(self, node: ast.Name) -> int:
        return self.writer.read(node.id)

    def _constant(self, node: ast.Constant) -> int:
        value = node.value
        if type(value) is int or (isinstance(value, str) and len(value) <= _MOST_TEXT):
            target = self.writer.new()
            self.writer.emit(facts.Constant(target, value))
            return target
        return self.writer.plain(type(value).__name__)

    def _attribute(self, node: ast.Attribute) -> int:
        writer = self.writer
        holder = self.lower(node.value)
        stored = writer.known((holder, ".", node.attr))
        if stored is not None:
            return stored
        writer.settle()
        target = writer.new()
        writer.emit(facts.Attribute(target, holder, node.attr, node.lineno))
        return target

    def _subscript(self, node: ast.Subscript) -> int:
        writer = self.writer
        holder = self.lower(node.value)
        target = writer.new()
        if isinstance(node.slice, ast.Slice):
            bounds = (node.slice.lower, node.slice.upper)
            for bound in (*bounds, node.slice.step):
                if bound is not None:
                    self.lower(bound)
            numbers = [number_of(bound) for bound in bounds]
            plain = all(bound is None or number is not None for bound, number in zip(bounds, numbers, strict=True))
            writer.settle()
            literal = plain and node.slice.step is None
            writer.emit(facts.Slice(target, holder, numbers[0], numbers[1], literal))
            return target
        literal_index = literal_key(node.slice)
        stored = None if literal_index is None else writer.known((holder, "[", literal_index))
        if stored is not None:
            return stored
        key = self.lower(node.slice)
        writer.settle()
        writer.emit(facts.Item(target, holder, key, node.lineno))
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
        """Give any item that iterating over an expression gives."""
        return self.iterate_over(self.lower(node), node.lineno)

    def iterate_over(self, source: int, line: int) -> int:
        """Give any item that iterating over a variable gives."""
        self.writer.disturb()
        target = self.writer.new()
        self.writer.emit(facts.Iterate(target, source, line))
        return target

    # -- calls and operators --------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> int:
        writer = self.writer
        match node:
            case ast.Call(func=ast.Name(id="super"), args=[], keywords=[]):
                target = writer.new()
                writer.emit(facts.Super(target, node.lineno))
                return target
            case ast.Call(func=ast.Name(id="eval" | "exec" as name), args=[ast.Constant(value=str(text)), *_]):
                called = self.lower(node.func)
                result = self._code(text, name)
                return self.call(called, (), node.lineno, result=result)
            case _:
                pass
        function = self.lower(node.func)
        positional = tuple(
            (self.lower(item.value if isinstance(item, ast.Starred) else item), isinstance(item, ast.Starred))
            for item in node.args
        )
        keywords = tuple((keyword.arg or "", self.lower(keyword.value)) for keyword in node.keywords)
        writer.disturb()
        target = writer.new()
        writer.emit(facts.Call(target, function, positional, keywords, node.lineno, writer.site()))
        return target

    def call(
        self, function: int, arguments: tuple[int, ...], line: int, *, result: int = -1, decorator: bool = False
    ) -> int:
        """Call a variable with variables; the result goes to a new variable, or to the one given."""
        writer = self.writer
        writer.disturb()
        target = writer.new() if result < 0 else result
        positional = tuple((argument, False) for argument in arguments)
        writer.emit(facts.Call(target, function, positional, (), line, writer.site(), decorator))
        return target

    def _code(self, text: str, name: str) -> int:
        """Lower the code in a literal as if it stood here."""
        try:
            tree = ast.parse(text.strip(), mode="exec")
        except (SyntaxError, ValueError, RecursionError):
            return self.writer.new()
        if name == "eval" and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
            return self.lower(tree.body[0].value)
        self.run(tree.body)
        return self.writer.new()

    def _lambda(self, node: ast.Lambda) -> int:
        defaults = self.defaults(node.args)
        return self.definitions.function(self.writer, node, "", defaults)

    def defaults(self, arguments: ast.arguments) -> tuple[tuple[str, int], ...]:
        """Lower default values; give them by parameter."""
        positional = [*arguments.posonlyargs, *arguments.args]
        with_default = positional[len(positional) - len(arguments.defaults) :]
        pairs = [(item.arg, value) for item, value in zip(with_default, arguments.defaults, strict=True)]
        pairs += [
            (item.arg, value)
            for item, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if value is not None
        ]
        return tuple((name, self.lower(value)) for name, value in pairs)

    def _choice(self, node: ast.IfExp) -> int:
        self.lower(node.test)
        return self._either([node.body, node.orelse])

    def _junction(self, node: ast.BoolOp) -> int:
        return self._either(node.values)

    def _either(self, nodes: list[ast.expr]) -> int:
        target = self.writer.new()
        for node in nodes:
            source = self.lower(node)
            self.writer.disturb()
            self.writer.emit(facts.Copy(target, source))
        return target

    def operate(self, operands: tuple[int, ...], names: tuple[str, str], line: int) -> int:
        """Apply an operator by the names of its special methods."""
        writer = self.writer
        writer.disturb()
        target = writer.new()
        writer.emit(facts.Operate(target, operands, *names, line, writer.site()))
        return target

    def _binary(self, node: ast.BinOp) -> int:
        operands = (self.lower(node.left), self.lower(node.right))
        return self.operate(operands, BINARY[type(node.op)], node.lineno)

    def _unary(self, node: ast.UnaryOp) -> int:
        number = number_of(node)
        if number is not None:
            return self._constant(ast.Constant(value=number))
        return self.operate((self.lower(node.operand),), (UNARY[type(node.op)], ""), node.lineno)

    def _comparison(self, node: ast.Compare) -> int:
        left = self.lower(node.left)
        for operator, item in zip(node.ops, node.comparators, strict=True):
            right = self.lower(item)
            if type(operator) in COMPARISONS:
                swapped = isinstance(operator, (ast.In, ast.NotIn))
                operands = (right, left) if swapped else (left, right)
                self.operate(operands, COMPARISONS[type(operator)], node.lineno)
            left = right
        return self.writer.plain("bool")

    # -- the rest -------------------------------------------------------------------------------------------

    def _text(self, node: ast.JoinedStr) -> int:
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                shown = self.lower(value.value)
                names = ("__repr__", "") if value.conversion == ord("r") else ("__format__", "__str__")
                self.operate((shown,), names, node.lineno)
        return self.writer.plain("str")

    def _await(self, node: ast.Await) -> int:
        return self.lower(node.value)

    def _yield(self, node: ast.Yield) -> int:
        writer = self.writer
        if node.value is not None:
            source = self.lower(node.value)
            writer.emit(facts.Copy(facts.YIELDED, source))
        writer.disturb()
        return writer.plain("object")

    def _yield_from(self, node: ast.YieldFrom) -> int:
        item = self.iterate(node.value)
        self.writer.emit(facts.Copy(facts.YIELDED, item))
        return self.writer.plain("object")

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
