"""Which dotted name an expression means, as far as imports and scopes say it."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.syntax.below import own_scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_BUILTINS = {"__import__": "builtins.__import__"}
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
"""Where statements have statements, and what has some."""


class _Scope:
    """What a scope binds, found out when somebody asks: most code looks for nothing in most of them."""

    def __init__(self, body: Sequence[ast.stmt] | Sequence[ast.expr], parameters: Sequence[ast.arg] = ()) -> None:
        self.body = body
        self.parameters = parameters

    @cached_property
    def names(self) -> dict[str, str]:
        """Return the dotted name of each import, and nothing for each other kind of binding."""
        return dict.fromkeys((one.arg for one in self.parameters), "") | _bindings(self.body)


class ScopedVisitor(ast.NodeVisitor):
    """Visit a module and know, at each node, what the names there were imported as.

    A name with several bindings in a scope counts as imported if one of them is an import: of the usual forms with a
    fall-back in `except ImportError`, the import is what matters.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.scopes = [_Scope(tree.body)]
        self.hidden: list[_Scope] = []

    def dotted(self, node: ast.expr) -> str:
        """Return the absolute dotted name of an expression; empty if it is not known to have one.

        Who needs only some names answers for less, and asks `resolved` for these.
        """
        return self.resolved(node)

    def resolved(self, node: ast.expr) -> str:
        """Return the same for every expression."""
        match node:
            case ast.Name(id=name):
                for scope in reversed(self.scopes):
                    if name in scope.names:
                        return scope.names[name]
                return _BUILTINS.get(name, "")
            case ast.Attribute(value=value, attr=attribute):
                base = self.resolved(value)
                return f"{base}.{attribute}" if base else ""
            case _:
                return ""

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """Visit the head in the scope around, the body in its own."""
        for outer in (*node.decorator_list, node.args, *filter(None, [node.returns])):
            self.visit(outer)
        self._inside(node, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the names are given by ast

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Visit the body in its own scope."""
        self.visit(node.args)
        self._inside(node, [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Visit the body in a scope that the functions in it do not see."""
        for outer in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(outer)
        scope = _Scope(node.body)
        self.scopes.append(scope)
        self.hidden.append(scope)
        for child in node.body:
            self.visit(child)
        self.scopes.pop()
        self.hidden.pop()

    def _inside(self, node: _Function, body: list[ast.stmt] | list[ast.expr]) -> None:
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        arguments += filter(None, [node.args.vararg, node.args.kwarg])
        around = self.scopes
        visible = [scope for scope in around if not any(scope is hidden for hidden in self.hidden)]
        self.scopes = [*visible, _Scope(body, arguments)]
        for child in body:
            self.visit(child)
        self.scopes = around


def imports_in(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the import statements of a module, nested ones included."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        for field in _BLOCKS:
            waiting.extend(getattr(node, field, ()))


def _bindings(body: Sequence[ast.stmt] | Sequence[ast.expr]) -> dict[str, str]:
    """Return what a scope binds: the dotted name of an import, or nothing for another kind of binding."""
    found: dict[str, str] = {}
    outer: set[str] = set()
    for node in own_scope(body):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    top = alias.name.partition(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            case ast.ImportFrom(module=module, names=names, level=level):
                found |= {alias.asname or alias.name: f"{'.' * level}{module or ''}.{alias.name}" for alias in names}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.setdefault(name, "")
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.ExceptHandler(name=str(name)):
                found.setdefault(name, "")
            case ast.Global(names=shared) | ast.Nonlocal(names=shared):
                outer.update(shared)
            case _:
                pass
    return {name: dotted for name, dotted in found.items() if name not in outer}
