"""From roots and traces along certain edges to what is hot: what hot code calls by name, or on receivers of known type.

A receiver that nothing is known of makes nothing hot: what it may lead to stays cold, and can come back.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.hotness.expressions import parameters
from vendorize_analysis.hotness.heating import MADE, HotFunctions
from vendorize_analysis.hotness.operators import asked_of
from vendorize_analysis.hotness.scopes import NamedScope, absolute, own_nodes
from vendorize_analysis.hotness.types import ClassItself, FunctionItself, InstanceOf, ModuleItself, ParentOf
from vendorize_analysis.model.hot import HotReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.hotness.types import ClassKey, Types
    from vendorize_analysis.model.hot import FunctionKey

MOST_ROUNDS: Final = 6
"""After which what parameters are given is taken for known: what is missing then stays cold."""
_FOLLOWED: Final = (
    *(ast.Import, ast.ImportFrom, ast.Call, ast.Attribute, ast.Name, ast.Raise),
    *(ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef),
    *(ast.BinOp, ast.AugAssign, ast.UnaryOp, ast.Compare, ast.Subscript),
)
_HOLDS: Final = (ast.stmt, ast.ExceptHandler, ast.match_case)
_BRANCHES: Final = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.match_case)


class HotSearch(HotFunctions):
    """One search."""

    def run(self, roots: Iterable[tuple[FunctionKey, HotReason]]) -> dict[FunctionKey, HotReason]:
        """Return all that is hot, each with the first reason."""
        for key, reason in roots:
            self.heat(key, reason)
        for _ in range(MOST_ROUNDS):
            self.grown = False
            waiting = list(self.units)
            seen: set[NamedScope] = set()
            while waiting:
                for unit in waiting:
                    seen.add(unit)
                    self.visit(unit)
                waiting = [unit for unit in self.units if unit not in seen]
            if not self.grown:
                break
            self.inference.forget()
        return self.reasons

    # -- what hot code does -------------------------------------------------------------------------------------

    def visit(self, unit: NamedScope) -> None:
        """Follow what a function or the body of a module does."""
        self.current = unit.key
        if unit not in self.nodes:
            without = frozenset() if unit.is_function else self.living.dropped(unit.key[0])
            late = _late_imports(unit) if unit.is_function else frozenset()
            own = own_nodes(unit, without)
            self.nodes[unit] = [(node, at) for node, at in own if isinstance(node, _FOLLOWED) and node not in late]
        for node, at in self.nodes[unit]:
            self.operate(node, at)
            match node:
                case ast.Import() | ast.ImportFrom():
                    self.imports(node, at)
                case ast.Call():
                    self.call(node, at)
                case ast.Attribute(value=value, attr=name):
                    self.attribute(node, self.inference.types(value, at), name, at)
                case ast.Name(id=name, ctx=ast.Load()):
                    self.refer(self.inference.types(node, at), name, at)
                case ast.Raise(exc=ast.expr() as raised):
                    self.make_all(self.inference.types(raised, at))
                case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                    self.define(node, at)
                case _:
                    pass

    def imports(self, node: ast.Import | ast.ImportFrom, at: NamedScope) -> None:
        """Load what a statement imports."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.load(alias.name)
            return
        module = absolute(at.module, node)
        self.load(module)
        for alias in node.names:
            if any(one == ModuleItself(f"{module}.{alias.name}") for one in self.names.imported(module, alias.name)):
                self.load(f"{module}.{alias.name}")

    def define(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, at: NamedScope) -> None:
        """Call decorators, and what a class calls while it is made."""
        for decorator in node.decorator_list:
            self.use(self.inference.types(decorator, at), "decorator")
        scope = next((each for each in at.names.get(node.name, ()) if getattr(each, "node", None) is node), None)
        if not isinstance(node, ast.ClassDef) or not isinstance(scope, NamedScope):
            return
        self.member(scope.key, "__init_subclass__", "language")
        for keyword in node.keywords:
            if keyword.arg == "metaclass":
                self.make_all(self.inference.types(keyword.value, at))

    def refer(self, types: Types, name: str, at: NamedScope) -> None:
        """Use what a function mentions: somebody calls it. Tables of modules and classes call nothing."""
        if at.is_function:
            self.use(types, name)

    def attribute(self, node: ast.Attribute, receivers: Types, name: str, at: NamedScope) -> None:
        """Read an attribute: properties are called, methods and functions are mentioned, modules load."""
        for one in receivers:
            if isinstance(one, InstanceOf | ClassItself | ParentOf):
                for each in self.inference.functions(one.cls, name):
                    if each.decorators() or at.is_function:
                        self.method(each.key, one.cls)
                if isinstance(one, InstanceOf) and not self.inference.holders(one.cls, name):
                    self.member(one.cls, "__getattr__", "language")
            elif isinstance(one, ModuleItself):
                self.of_module(one.name, name)
        self.refer(self.inference.types(node, at), name, at)

    def of_module(self, module: str, name: str) -> None:
        """Ask a module for a name; one that it does not bind its hook gives."""
        scope = self.names.module(module)
        if scope is not None and name not in scope.names and "__getattr__" in scope.names:
            self.heat((module, "__getattr__"), HotReason("language", self.current, f"{module}.{name}"))

    def operate(self, node: ast.AST, at: NamedScope) -> None:
        """Call the methods that an operator stands for."""
        for operand, names in asked_of(node):
            for one in self.inference.types(operand, at):
                if isinstance(one, InstanceOf):
                    for name in names:
                        self.member(one.cls, f"__{name}__", "language")

    # -- calls --------------------------------------------------------------------------------------------------

    def call(self, call: ast.Call, at: NamedScope) -> None:
        """Call what an expression may be, with what the arguments may be."""
        arguments = [each for each in call.args if not isinstance(each, ast.Starred)]
        for each in (*arguments, *(keyword.value for keyword in call.keywords)):
            self.use(self.inference.types(each, at), "argument")
        for one in self.inference.types(call.func, at):
            match one:
                case ClassItself(cls):
                    self.make(cls)
                    for name in MADE[:2]:
                        self.give_all(self.inference.functions(cls, name), cls, call, at)
                case FunctionItself(key, receiver):
                    self.use(frozenset({one}), key[1])
                    self.give_all(self.names.all(key), receiver, call, at)
                case InstanceOf(cls):
                    self.member(cls, "__call__", "language")
                    self.give_all(self.inference.functions(cls, "__call__"), cls, call, at)
                case _:
                    pass

    def give_all(self, functions: list[NamedScope], receiver: ClassKey | None, call: ast.Call, at: NamedScope) -> None:
        """Let parameters without annotation be what a call gives them."""
        for function in functions:
            names = list(parameters(function))
            bound = function.around is not None and receiver is not None and "staticmethod" not in function.decorators()
            for name, value in zip(names[bound:], call.args, strict=False):
                if isinstance(value, ast.Starred):
                    break
                self.give(function, name, self.inference.types(value, at))
            for keyword in call.keywords:
                if keyword.arg in names:
                    self.give(function, keyword.arg, self.inference.types(keyword.value, at))


def _late_imports(scope: NamedScope) -> frozenset[ast.AST]:
    """Return the import statements in branches of a function: they stand there so that most runs do without.

    What is called there of such a module makes it hot all the same.
    """
    found = set[ast.AST]()
    waiting: list[tuple[ast.AST, bool]] = [(node, False) for node in getattr(scope.node, "body", [])]
    while waiting:
        node, rare = waiting.pop()
        if rare and isinstance(node, ast.Import | ast.ImportFrom):
            found.add(node)
        rare = rare or isinstance(node, _BRANCHES)
        waiting += [(child, rare) for child in ast.iter_child_nodes(node) if isinstance(child, _HOLDS)]
    return frozenset(found)
