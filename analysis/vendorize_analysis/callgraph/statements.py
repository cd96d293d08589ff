"""Statements as operations: the order of execution goes into the versions of names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, ClassVar, Final

from vendorize_analysis.callgraph import facts
from vendorize_analysis.callgraph.control import Control
from vendorize_analysis.callgraph.operators import IN_PLACE
from vendorize_analysis.model.names import absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.definitions import Definitions
    from vendorize_analysis.callgraph.expressions import Expressions
    from vendorize_analysis.callgraph.writing import Writer
    from vendorize_analysis.summarizing import Target

_ENDS: Final = (ast.Return, ast.Raise, ast.Break, ast.Continue)


class Statements:
    """Lowers the statements of one scope."""

    def __init__(self, writer: Writer, expressions: Expressions, definitions: Definitions, target: Target) -> None:
        self.writer = writer
        self.expressions = expressions
        self.definitions = definitions
        self.target = target
        self.package = ""
        """What relative imports start from."""
        self.control = Control(self)

    def run(self, body: list[ast.stmt]) -> None:
        """Lower statements in order, up to one after which none of them is reached."""
        for node in body:
            if self.writer.versions is None:
                return
            method, control = self._METHODS.get(type(node)), self._CONTROL.get(type(node))
            if method is not None:
                method(self, node)
            elif control is not None:
                control(self.control, node)
            else:
                self._other(node)
            if isinstance(node, _ENDS):
                self.writer.disturb()
                self.writer.versions = None

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
                    self.writer.forget(name)
                case ast.Subscript(value=value, slice=index):
                    holder, key = self.expressions.lower(value), self.expressions.key(index)
                    self.expressions.operate((holder, key), ("__delitem__", ""), node.lineno)
                case _:
                    self._other(node)

    def _return(self, node: ast.Return) -> None:
        if node.value is not None:
            self.writer.emit(facts.Copy(facts.RETURNED, self.expressions.lower(node.value)))

    def _raise(self, node: ast.Raise) -> None:
        for value in (node.exc, node.cause):
            if value is not None:
                source = self.expressions.lower(value)
                self.writer.disturb()
                self.writer.emit(facts.Raise(source, node.lineno, self.writer.site()))

    def _import(self, node: ast.Import) -> None:
        writer = self.writer
        writer.disturb()
        for alias in node.names:
            target = writer.new()
            writer.emit(facts.Import(target, alias.name, "", node.lineno))
            if alias.asname:
                writer.write(alias.asname, target)
            else:
                top = writer.new()
                writer.emit(facts.Import(top, alias.name.partition(".")[0], "", node.lineno))
                writer.write(alias.name.partition(".")[0], top)

    def _import_from(self, node: ast.ImportFrom) -> None:
        writer = self.writer
        writer.disturb()
        module = absolute(self.package, node.level, node.module or "")
        for alias in node.names:
            if alias.name == "*":
                writer.emit(facts.Star(module, node.lineno))
                writer.scope.stars.append(module)
                continue
            target = writer.new()
            writer.emit(facts.Import(target, module, alias.name, node.lineno))
            writer.write(alias.asname or alias.name, target)

    # -- definitions ----------------------------------------------------------------------------------------

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        decorators = [(self.expressions.lower(each), each.lineno) for each in node.decorator_list]
        defaults = self.expressions.defaults(node.args)
        value = self.definitions.function(self.writer, node, node.name, defaults)
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
        self._bind(node.name, self.definitions.class_(self.writer, node, bases, metaclass), decorators)

    def _bind(self, name: str, value: int, decorators: list[tuple[int, int]]) -> None:
        for decorator, line in reversed(decorators):
            value = self.expressions.call(decorator, (value,), line, decorator=True)
        self.writer.write(name, value)

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
        ast.Break: Control.leave_,
        ast.Continue: Control.leave_,
        ast.If: Control.if_,
        ast.While: Control.while_,
        ast.For: Control.for_,
        ast.AsyncFor: Control.for_,
        ast.Try: Control.try_,
        ast.TryStar: Control.try_,
        ast.With: Control.with_,
        ast.AsyncWith: Control.with_,
        ast.Match: Control.match_,
    }


def _loaded(target: ast.expr) -> ast.expr:
    """Give an assignment's target as it is read."""
    match target:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case _:
            return target
