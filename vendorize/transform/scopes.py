"""Which dotted name an expression means, as far as imports and scopes say it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_BUILTINS = {"__import__": "builtins.__import__"}


class ScopedVisitor(ast.NodeVisitor):
    """Visit a module and know, at each node, what the names there were imported as.

    A name with several bindings in a scope counts as imported if one of them is an import: of the usual forms with a
    fall-back in `except ImportError`, the import is what matters.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.scopes: list[dict[str, str]] = [_bindings(tree.body)]
        self.hidden: list[dict[str, str]] = []

    def dotted(self, node: ast.expr) -> str:
        """Return the absolute dotted name of an expression; empty if it is not known to have one."""
        match node:
            case ast.Name(id=name):
                for scope in reversed(self.scopes):
                    if name in scope:
                        return scope[name]
                return _BUILTINS.get(name, "")
            case ast.Attribute(value=value, attr=attribute):
                base = self.dotted(value)
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
        scope = _bindings(node.body)
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
        self.scopes = [*visible, dict.fromkeys((argument.arg for argument in arguments), "") | _bindings(body)]
        for child in body:
            self.visit(child)
        self.scopes = around


def _bindings(body: list[ast.stmt] | list[ast.expr]) -> dict[str, str]:
    """Return what a scope binds: the dotted name of an import, or nothing for another kind of binding."""
    found: dict[str, str] = {}
    outer: set[str] = set()
    for node in _same_scope(body):
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


def _same_scope(body: list[ast.stmt] | list[ast.expr]) -> Iterator[ast.AST]:
    stack: list[ast.AST] = [*body]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            stack.extend(ast.iter_child_nodes(node))
