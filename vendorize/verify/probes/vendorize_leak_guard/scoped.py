"""Visit a module knowing the scopes around a node, and what Python evaluates in which of them."""

# ruff: noqa: N815 - the names of visiting methods are given by ast

from __future__ import annotations

import ast
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from .scopes import FIELDS, bound, own_nodes, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def evaluates_annotations(tree: ast.Module) -> bool:
    """Tell whether annotations run where they stand."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    future = any(alias.name == "annotations" for node in imports for alias in node.names)
    return not future and sys.version_info < (3, 14)


class CheckedScope:
    """A module, class or function, with the names that it binds; few are ever asked for these."""

    def __init__(
        self, kind: str, names: Callable[[], set[str]] = set, body: Sequence[ast.AST] = (), name: str = ""
    ) -> None:
        self.kind = kind
        self.name = name
        self._names = names
        self._body = body
        self._known: tuple[set[str], set[str]] | None = None

    @property
    def names(self) -> set[str]:
        """Return the names that it binds, parameters included."""
        return self._found()[0]

    @property
    def globals(self) -> set[str]:
        """Return the names that a function declares to be global."""
        return self._found()[1]

    def _found(self) -> tuple[set[str], set[str]]:
        if self._known is None:
            declared = (
                [one for one in own_nodes(self._body) if isinstance(one, ast.Global)] if self.kind == "function" else []
            )
            self._known = (self._names() | bound(self._body), {name for one in declared for name in one.names})
        return self._known


class Scoped(ast.NodeTransformer):
    """Keeps the scopes around the node that is visited."""

    def __init__(self, *, eager: bool) -> None:
        self.eager = eager
        self.scopes = [CheckedScope("module")]
        self._methods: dict[type, Callable[[Any], Any]] = {}

    def visit(self, node: ast.AST) -> Any:
        """Return what a node becomes; what visits nodes of its class is looked for once."""
        kind = node.__class__
        method = self._methods.get(kind)
        if method is None:
            method = self._methods[kind] = getattr(self, f"visit_{kind.__name__}", self.generic_visit)
        return method(node)

    def visit_Constant(self, node: ast.AST) -> ast.AST:
        """Leave it as it is."""
        return node

    def block(self, body: list[Any]) -> list[Any]:
        """Return the statements of a block; one may become several."""
        done: list[Any] = []
        for node in body:
            new = self.statement(node)
            done += new if isinstance(new, list) else [new]
        return done

    def statement(self, node: Any) -> Any:
        """Return what a statement, or another element of a block, becomes."""
        return self.visit(node)

    def is_global(self, name: str) -> bool:
        """Tell whether a name that is read here is one of the module."""
        for depth, scope in enumerate(reversed(self.scopes)):
            if name in scope.globals or scope.kind == "module":
                return True
            if name in scope.names and (scope.kind == "function" or depth == 0):
                return False
        return True

    def owner(self) -> str:
        """Return the name of the class around; empty for none."""
        return next((scope.name for scope in reversed(self.scopes) if scope.kind == "class"), "")

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit the children, blocks as blocks."""
        for field in FIELDS[node.__class__]:
            value = getattr(node, field, None)
            if isinstance(value, list):
                if value and isinstance(value[0], ast.stmt):
                    setattr(node, field, self.block(value))
                else:
                    setattr(node, field, [self.visit(one) if isinstance(one, ast.AST) else one for one in value])
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node

    def visit_FunctionDef(self, node: Any) -> Any:
        """Visit what is evaluated around a function there, and its body in a scope of its own."""
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        self._arguments(node.args)
        if self.eager and node.returns is not None:
            node.returns = self.visit(node.returns)
        self.scopes.append(CheckedScope("function", partial(_given, node), node.body))
        node.body = self.block(node.body)
        self.scopes.pop()
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """Visit the body in a scope of its own."""
        self._arguments(node.args)
        self.scopes.append(CheckedScope("function", partial(parameters, node.args)))
        node.body = self.visit(node.body)
        self.scopes.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Visit bases and decorators around the class, and its body in a scope of its own."""
        for field in ("decorator_list", "bases", "keywords"):
            setattr(node, field, [self.visit(one) for one in getattr(node, field)])
        self.scopes.append(CheckedScope("class", body=node.body, name=node.name))
        node.body = self.block(node.body)
        self.scopes.pop()
        return node

    def _comprehension(self, node: Any) -> Any:
        first = node.generators[0]
        first.iter = self.visit(first.iter)
        self.scopes.append(CheckedScope("function", body=[one.target for one in node.generators]))
        for number, one in enumerate(node.generators):
            one.target = self.visit(one.target)
            one.iter = one.iter if number == 0 else self.visit(one.iter)
            one.ifs = [self.visit(test) for test in one.ifs]
        for field in ("elt", "key", "value"):
            if hasattr(node, field):
                setattr(node, field, self.visit(getattr(node, field)))
        self.scopes.pop()
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def _arguments(self, node: ast.arguments) -> None:
        node.defaults = [self.visit(one) for one in node.defaults]
        node.kw_defaults = [one and self.visit(one) for one in node.kw_defaults]
        if self.eager:
            every = [*node.posonlyargs, *node.args, *node.kwonlyargs, node.vararg, node.kwarg]
            for one in every:
                if one is not None and one.annotation is not None:
                    one.annotation = self.visit(one.annotation)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Leave an annotation alone that Python does not evaluate; one without a value stores nothing."""
        if node.value is None and isinstance(node.target, ast.Attribute):
            node.target.value = self.visit(node.target.value)
        else:
            node.target = self.visit(node.target)
        if self.eager and self.scopes[-1].kind != "function":
            node.annotation = self.visit(node.annotation)
        if node.value is not None:
            node.value = self.visit(node.value)
        return node


def _given(node: Any) -> set[str]:
    """Return the names that a function has before its body runs."""
    return parameters(node.args) | {one.name for one in getattr(node, "type_params", ())}
