"""The scopes of one source file, read off its syntax tree: which names they bind to what."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from vendorize_analysis.summarizing.syntax.checking import Checking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.hot import FunctionKey
    from vendorize_analysis.model.summary import Span

Part = Literal["", "item", "annotation"]
"""Which part of the value: all of it, what it holds, or the type that it names."""
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Value(NamedTuple):
    """A name is given a value, or a type."""

    expression: ast.expr
    part: Part
    scope: NamedScope
    """Where the expression is evaluated."""


class Imported(NamedTuple):
    """A name is imported."""

    module: str
    """Absolute."""
    name: str
    """Empty for the module itself."""


class NamedScope:
    """A module, class or function, with the names that it binds."""

    def __init__(self, node: ast.AST, key: FunctionKey, outer: NamedScope | None) -> None:
        self.node = node
        self.key = key
        self.outer = outer
        self.names: dict[str, list[Binding]] = {}
        self.attributes: dict[str, list[Value]] = {}
        """Of a class: what its methods give to attributes of their first parameter."""
        self.stars: list[str] = []
        self.is_package = False
        self.checking: Checking = outer.checking if outer is not None else Checking(cast("ast.Module", node))
        """What the module knows of conditions that never hold."""

    @property
    def is_class(self) -> bool:
        """Tell whether it is a class."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def is_function(self) -> bool:
        """Tell whether it is a function; a lambda is a part of the scope that it stands in."""
        return isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef)

    @property
    def module(self) -> NamedScope:
        """Return the module around it."""
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope

    @property
    def around(self) -> NamedScope | None:
        """Return the class that a method stands in."""
        return self.outer if self.is_function and self.outer is not None and self.outer.is_class else None

    def first_parameter(self) -> str:
        """Return the name of the first parameter of a method; empty where it has none."""
        if not isinstance(self.node, FunctionNode):
            return ""
        arguments = [*self.node.args.posonlyargs, *self.node.args.args]
        return arguments[0].arg if arguments else ""

    def decorators(self) -> list[str]:
        """Return the last names of its decorators."""
        found = getattr(self.node, "decorator_list", [])
        called = [each.func if isinstance(each, ast.Call) else each for each in found]
        return [each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in called]

    def bind(self, name: str, binding: Binding) -> None:
        """Note that a name is bound."""
        self.names.setdefault(name, []).append(binding)


Binding = Value | Imported | NamedScope


def read_scopes(tree: ast.Module, module: str, *, is_package: bool) -> NamedScope:
    """Return the scope of a module with all that are inside."""
    scope = NamedScope(tree, (module, ""), None)
    scope.is_package = is_package
    _Binder(scope).run(tree.body)
    return scope


class _Binder:
    """Reads the statements of a scope."""

    def __init__(self, scope: NamedScope) -> None:
        self.scope = scope

    def run(self, body: list[ast.stmt]) -> None:
        """Read statements and those in their branches."""
        waiting: list[ast.AST] = list(reversed(body))
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self.define(node)
                continue
            self.statement(node)
            waiting.extend(
                reversed([child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.Lambda)])
            )

    def define(self, node: FunctionNode | ast.ClassDef) -> None:
        """Read a function or class."""
        module, around = self.scope.key
        prefix = f"{around}." if around else ""
        prefix = f"{around}.<locals>." if self.scope.is_function else prefix
        inner = NamedScope(node, (module, prefix + node.name), self.scope)
        self.scope.bind(node.name, inner)
        _Binder(inner).run(node.body)

    def statement(self, node: ast.AST) -> None:
        """Note what one node binds."""
        match node:
            case ast.Import() | ast.ImportFrom():
                self.imported(node)
            case ast.ExceptHandler(type=ast.expr() as kind, name=str(name)):
                self.scope.bind(name, Value(kind, "annotation", self.scope))
            case _:
                for target, value, part in _given(node):
                    self.target(target, value, part)

    def target(self, target: ast.expr, value: ast.expr, part: Part) -> None:
        """Note what is assigned to a target; of unpacked values only that they are held."""
        match target:
            case ast.Name(id=name):
                self.scope.bind(name, Value(value, part, self.scope))
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                cls = self.scope.around
                if cls is not None and name == self.scope.first_parameter():
                    cls.attributes.setdefault(attribute, []).append(Value(value, part, self.scope))
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                values = getattr(value, "elts", ()) if part == "" else ()
                for index, each in enumerate(targets):
                    if len(values) == len(targets):
                        self.target(each, values[index], "")
                    else:
                        self.target(each, value, "item")
            case _:
                pass

    def imported(self, node: ast.Import | ast.ImportFrom) -> None:
        """Note what an import statement binds."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                self.scope.bind(alias.asname or top, Imported(alias.name if alias.asname else top, ""))
            return
        module = absolute(self.scope.module, node)
        for alias in node.names:
            if alias.name == "*":
                self.scope.stars.append(module)
            else:
                self.scope.bind(alias.asname or alias.name, Imported(module, alias.name))


def _given(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr, Part]]:
    """Yield the targets of a node with what they are given."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value, "") for target in targets)
        case ast.AnnAssign(target=target, annotation=annotation):
            yield target, annotation, "annotation"
            if node.value is not None:
                yield target, node.value, ""
        case ast.NamedExpr(target=target, value=value):
            yield target, value, ""
        case ast.For() | ast.AsyncFor() | ast.comprehension():
            yield node.target, node.iter, "item"
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            yield target, value, "item"
        case ast.Call(func=ast.Name(id="isinstance"), args=[tested, kind]):
            yield tested, kind, "annotation"
        case _:
            pass


def absolute(module: NamedScope, node: ast.ImportFrom) -> str:
    """Return the module that a `from` statement names."""
    if not node.level:
        return node.module or ""
    parts = module.key[0].split(".")
    parts = parts[: len(parts) - node.level + (1 if module.is_package else 0)]
    return ".".join([*parts, *([node.module] if node.module else [])])


def own_nodes(scope: NamedScope, without: frozenset[Span] = frozenset()) -> Iterator[tuple[ast.AST, NamedScope]]:
    """Yield the nodes that run when a scope runs, each with the scope that it is evaluated in.

    Functions inside of a function count as run with it; those of modules and classes do not, their headers do. What
    stands under `if TYPE_CHECKING`, that of `typing`, never runs, nor do the statements `without`.
    """
    waiting: list[tuple[ast.AST, NamedScope]] = [(node, scope) for node in getattr(scope.node, "body", [])]
    while waiting:
        node, at = waiting.pop()
        if without and isinstance(node, ast.stmt) and _place(node) in without:
            continue
        yield node, at
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            header = [*node.decorator_list, *(node.bases if isinstance(node, ast.ClassDef) else _defaults(node))]
            waiting += [(each, at) for each in header]
            inner = next((each for each in at.names.get(node.name, ()) if getattr(each, "node", None) is node), None)
            if isinstance(inner, NamedScope) and (inner.is_class or at.is_function):
                waiting += [(each, inner) for each in node.body]
            continue
        if isinstance(node, ast.If) and scope.checking.never(node.test):
            waiting += [(each, at) for each in node.orelse]
            continue
        if isinstance(node, ast.AnnAssign):
            waiting += [(each, at) for each in (node.target, node.value) if each is not None]
            continue
        waiting += [(child, at) for child in ast.iter_child_nodes(node)]


def _defaults(node: FunctionNode) -> list[ast.expr]:
    return [*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None)]


def _place(node: ast.stmt) -> tuple[int, int, int, int]:
    """Return where a statement stands, decorators included, as a span of its part says it."""
    first = min((each.lineno for each in getattr(node, "decorator_list", ())), default=node.lineno)
    return first, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0
