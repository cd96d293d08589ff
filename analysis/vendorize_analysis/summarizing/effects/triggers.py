"""For which classes a hook does more than fill the class that is made."""

from __future__ import annotations

import ast
from itertools import takewhile
from typing import Final

from vendorize_analysis.model.summary import ALWAYS
from vendorize_analysis.summarizing.effects.hooks import (
    NAMESPACE,
    class_variables,
    makes_class,
    may_make_classes,
    plain_arguments,
)
from vendorize_analysis.summarizing.syntax.below import nodes_in
from vendorize_analysis.summarizing.syntax.chains import conjuncts

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def triggers_of(node: _Function) -> tuple[str, ...]:
    """Return the names of which a class must bind one (but not to None) for a hook to act on more than that class.

    A name that ends in `?` counts whatever it is bound to. Nothing: it never does; `ALWAYS`: it may always.
    """
    positional = [*node.args.posonlyargs, *node.args.args]
    if node.decorator_list or not positional or not may_make_classes(node):
        return ALWAYS
    namespaces = {parameter.arg for parameter in positional[NAMESPACE : NAMESPACE + 1]}
    made = class_variables(nodes_in(node)) | ({positional[0].arg} if node.name != "__new__" else set())
    reading = _SideEffectFree(made, namespaces)
    return ALWAYS if not all(reading.statement(each) for each in node.body) else tuple(sorted(reading.keys))


class _SideEffectFree:
    """Tells statements apart that change nothing but the class that is made, and what the function made itself."""

    def __init__(self, made: set[str], namespaces: set[str]) -> None:
        self.made, self.namespaces = made, namespaces
        self.own: set[str] = set()
        """Variables that hold containers made here."""
        self.keys: set[str] = set()

    def statement(self, node: ast.stmt) -> bool:
        """Tell whether it has no side effects; one that has some only for a certain name counts, with its name."""
        match node:
            case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Raise():
                return True
            case ast.Expr(value=value) | ast.Return(value=value):
                return value is None or self._call(value) or self._value(value)
            case ast.Assign(targets=[target], value=value):
                return self._assign(target, value)
            case ast.For(target=ast.Name(), iter=iterated, body=body, orelse=[]):
                return self._value(iterated) and all(map(self.statement, body))
            case ast.If(test=test, body=body, orelse=rest):
                return self._choice(test, body, rest)
            case _:
                return False

    def _choice(self, test: ast.expr, body: list[ast.stmt], rest: list[ast.stmt]) -> bool:
        if not all(map(self.statement, rest)):
            return False
        before = set(self.keys)
        if self._value(test) and all(map(self.statement, body)):
            return True
        self.keys = before
        # What stands before it is evaluated in any case. Of `"x" in names and names["x"] is not None` the second half
        # says more.
        wanted = [name for name in map(self._wanted, takewhile(self._value, conjuncts(test))) if name]
        key = min(wanted, key=lambda name: name.endswith("?"), default="")
        self.keys |= {key} - {""}
        return bool(key)

    def _wanted(self, test: ast.expr) -> str:
        """Return the name that the class must bind for a condition to hold."""
        match test:
            case ast.Compare(
                left=ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))),
                ops=[ast.IsNot()],
                comparators=[ast.Constant(value=None)],
            ) if name in self.namespaces:
                return key
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[ast.Constant(value=str(key))]):
                return key if name in self.namespaces else ""
            case ast.Compare(left=ast.Constant(value=str(key)), ops=[ast.In()], comparators=[ast.Name(id=name)]) if (
                name in self.namespaces
            ):
                return f"{key}?"
            case _:
                return ""

    def _assign(self, target: ast.expr, value: ast.expr) -> bool:
        if not (self._value(value) or self._call(value)):
            return False
        match target:
            case ast.Name(id=name):
                if isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)):
                    self.own.add(name)
                else:
                    self.own.discard(name)
                return True
            case ast.Attribute(value=ast.Name(id=name)):
                return name in self.made
            case ast.Subscript(value=ast.Name(id=name)):
                return name in self.namespaces | self.own
            case _:
                return False

    def _call(self, node: ast.expr) -> bool:
        """Recognise calls that make the class, and those that fill a container made here."""
        if isinstance(node, ast.Call) and makes_class(node):
            return all(map(self._value, plain_arguments(node)))  # type: ignore[arg-type]
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=arguments, keywords=[]):
                return method in {"append", "extend"} and name in self.own and all(map(self._value, arguments))
            case _:
                return False

    def _value(self, node: ast.expr) -> bool:
        """Tell whether an expression only reads."""
        return all(self._reads(each) for each in nodes_in(node))

    def _reads(self, node: ast.AST) -> bool:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get")):
                return name in self.namespaces
            case ast.Call(func=ast.Name(id=name)):
                return name in _READING
            case ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr() | ast.Lambda():
                return False
            case _:
                return True


_READING: Final = frozenset(
    {"bool", "callable", "dict", "getattr", "hasattr", "isinstance", "issubclass", "len", "list", "set", "tuple"}
)
