"""Calls and code in strings as operations."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.ir import operations as ir
from vendorize_analysis.callgraph.lowering.formatting import formatted

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.lowering.visitors import ExpressionVisitor

_DICTS: Final = (ast.Dict, ast.Name)
"""Arguments of which can be told whether they are a dict from a literal."""


class CallLowering:
    """Lowers the calls of one scope."""

    def __init__(self, expressions: ExpressionVisitor) -> None:
        self.expressions = expressions
        self.builder = expressions.builder

    def lower(self, node: ast.Call) -> int:
        """Lower a call."""
        builder = self.builder
        lower = self.expressions.lower
        match node:
            case ast.Call(func=ast.Name(id="super"), args=[], keywords=[]):
                target = builder.new()
                builder.emit(ir.CallSuper(target, node.lineno))
                return target
            case ast.Call(func=ast.Name(id="eval" | "exec" as name), args=[ast.Constant(value=str(text)), *_]):
                called = lower(node.func)
                result = self._code(text, name)
                return self.call(called, (), node.lineno, result=result)
            case ast.Call(func=ast.Attribute(value=ast.Name() as name, attr="update")) if self._update(name, node):
                return builder.plain("NoneType")
            case _:
                pass
        function = lower(node.func)
        positional = tuple(
            (lower(item.value if isinstance(item, ast.Starred) else item), isinstance(item, ast.Starred))
            for item in node.args
        )
        keywords = tuple((keyword.arg or "", lower(keyword.value)) for keyword in node.keywords)
        builder.clobber()
        target = builder.new()
        builder.emit(ir.CallValue(target, function, positional, keywords, node.lineno, builder.site()))
        self._join(node, target, (positional, keywords))
        return target

    def _update(self, name: ast.Name, node: ast.Call) -> bool:
        """Lower `update` of a dict from a literal, by another one or by keywords; tell whether it is that.

        What stood under the same keys is overwritten: nobody who looks later sees it.
        """
        builder, lower = self.builder, self.expressions.lower
        is_plain = all(each.arg for each in node.keywords) and all(isinstance(each, _DICTS) for each in node.args)
        holder = lower(name) if is_plain and len(node.args) < 2 else -1  # noqa: PLR2004 - it takes one
        if holder not in builder.dicts:
            return False
        sources = [lower(argument) for argument in node.args]
        if not builder.dicts.issuperset(sources):
            return False
        values = [(each.arg or "", lower(each.value)) for each in node.keywords]
        for source in sources:
            items = builder.known_items(source)
            builder.emit(ir.ExtendCollection(holder, source))
            for key, value in items:
                builder.put((holder, "[", key), ir.PutItem(holder, key, value), value)
        for keyword, value in values:
            builder.put((holder, "[", keyword), ir.PutItem(holder, keyword, value), value)
        return True

    def _join(
        self,
        node: ast.Call,
        target: int,
        arguments: tuple[tuple[tuple[int, bool], ...], tuple[tuple[str, int], ...]],
    ) -> None:
        """Say what `"…".format(…)` gives."""
        match node.func:
            case ast.Attribute(value=ast.Constant(value=str(text)), attr="format"):
                positional, keywords = arguments
                if any(star for _, star in positional) or any(not name for name, _ in keywords):
                    return
                parts = formatted(text, [variable for variable, _ in positional], dict(keywords))
                if parts is not None:
                    self.builder.emit(ir.JoinStrings(target, parts))
            case _:
                return

    def call(
        self, function: int, arguments: tuple[int, ...], line: int, *, result: int = -1, decorator: bool = False
    ) -> int:
        """Call a variable with variables; the result goes to a new variable, or to the one given."""
        builder = self.builder
        builder.clobber()
        target = builder.new() if result < 0 else result
        positional = tuple((argument, False) for argument in arguments)
        builder.emit(ir.CallValue(target, function, positional, (), line, builder.site(), decorator))
        return target

    def _code(self, text: str, name: str) -> int:
        """Lower the code in a literal as if it stood here."""
        try:
            tree = ast.parse(text.strip(), mode="exec")
        except (SyntaxError, ValueError, RecursionError):
            return self.builder.new()
        if name == "eval" and len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
            return self.expressions.lower(tree.body[0].value)
        self.expressions.run(tree.body)
        return self.builder.new()

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
        return tuple((name, self.expressions.lower(value)) for name, value in pairs)
