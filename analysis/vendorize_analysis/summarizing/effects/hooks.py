"""Hooks that are called with a class while it is made, and whether they look at its body as a whole.

Source: data model, "Customizing class creation". A hook that only asks for names which it spells out leaves the rest of
the body alone. Whatever is not understood counts as a look at everything.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.syntax.below import nodes_in, stored_names
from vendorize_analysis.summarizing.syntax.chains import last_called, last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

HOOKS: Final = frozenset({"__init_subclass__", "__new__", "__init__"})
NAMESPACE: Final = 3
"""Position of the namespace in the parameters of `__new__` and `__init__` of a metaclass."""
_ASKING: Final = frozenset({"get", "pop", "setdefault"})
_KEEPING: Final = frozenset({"add", "append", "setdefault"})
"""Methods of containers that only keep what they are given."""
_REVEALING: Final = frozenset({"__dict__", "__mro__", "mro", "__members__"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def names_asked(node: _Function) -> frozenset[str] | None:
    """Return the names that a hook may ask of the body of a class; None if it may look at all of them."""
    if not may_make_classes(node):
        return None
    positional = [*node.args.posonlyargs, *node.args.args]
    rest = {found.arg for found in (node.args.vararg, node.args.kwarg) if found is not None}
    namespaces: set[str] = set()
    if node.name != "__init_subclass__":
        namespaces = {parameter.arg for parameter in positional[NAMESPACE : NAMESPACE + 1]}
    classes = {parameter.arg for parameter in positional[:1]} if node.name != "__new__" else set()
    nodes = nodes_in(node)
    return _Reading(nodes, classes | class_variables(nodes), namespaces, rest).names()


def may_make_classes(node: _Function) -> bool:
    """Tell whether a hook takes what it gets where a class is made: most functions called `__init__` do not."""
    taken = len(node.args.posonlyargs) + len(node.args.args)
    return node.name == "__init_subclass__" or taken > NAMESPACE or node.args.vararg is not None


def class_variables(nodes: list[ast.AST]) -> set[str]:
    """Name the variables that hold the new class."""
    return {
        target.id
        for statement in nodes
        if isinstance(statement, ast.Assign) and makes_class(statement.value)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def makes_class(node: ast.expr) -> bool:
    """Recognise `super().__new__(…)` and `type.__new__(…)`, and the same of `__init__` and `__init_subclass__`."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name)):
            return name in HOOKS
        case ast.Call(func=ast.Attribute(value=ast.Name(id="type"), attr=name)):
            return name in HOOKS
        case _:
            return False


class _Reading:
    """Goes through one hook; what it cannot follow ends it."""

    def __init__(self, nodes: list[ast.AST], classes: set[str], namespaces: set[str], rest: set[str]) -> None:
        self.nodes = nodes
        self.classes, self.namespaces, self.rest = classes, namespaces, rest
        self.watched = classes | namespaces | rest
        stored = stored_names(nodes)
        self.listed = dict(_literal_loops(nodes, stored))
        self.stored = frozenset(stored)
        self.found: set[str] = set()
        self.allowed: set[ast.AST] = set()
        """Uses of watched names that reveal no more than names that were found."""

    def names(self) -> frozenset[str] | None:
        """Return the names; None where a use is not understood."""
        for node in self.nodes:
            self._allow(node)
        uses = (node for node in self.nodes if isinstance(node, ast.Name) and node.id in self.watched)
        if all(node in self.allowed or (isinstance(node.ctx, ast.Store) and node.id in self.classes) for node in uses):
            return frozenset(self.found)
        return None

    def _allow(self, node: ast.AST) -> None:
        match node:
            case ast.Call() if makes_class(node):
                self.allowed.update(plain_arguments(node))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name) as use, attr=method), args=[key, *_]) if (
                name in self.namespaces and method in _ASKING
            ):
                self._ask(use, key)
            case ast.Call(func=ast.Attribute(value=kept, attr=method), args=arguments) if method in _KEEPING:
                # A collection of this function's own would be no more than another name for the class.
                if not (isinstance(kept, ast.Name) and kept.id in self.stored):
                    self.allowed.update(self._of_class(arguments))
            case ast.Subscript(value=ast.Name(id=name) as use, slice=key) if name in self.namespaces:
                self._ask(use, key)
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=name) as use]) if (
                name in self.namespaces
            ):
                self._ask(use, key)
            case ast.Attribute(value=ast.Name(id=name) as use, attr=attribute) if (
                name in self.classes and attribute not in _REVEALING
            ):
                self.allowed.add(use)
            case ast.Assign(targets=targets, value=value) if not any(isinstance(each, ast.Name) for each in targets):
                self.allowed.update(self._of_class([value]))
            case ast.Return(value=ast.expr() as value):
                self.allowed.update(self._of_class([value]))
            case _:
                pass

    def _of_class(self, nodes: list[ast.expr]) -> Iterator[ast.AST]:
        """Yield those that are the class itself: keeping it shows nobody its body."""
        return (node for node in nodes if isinstance(node, ast.Name) and node.id in self.classes)

    def _ask(self, use: ast.AST, key: ast.expr) -> None:
        match key:
            case ast.Constant(value=str(name)):
                self.found.add(name)
                self.allowed.add(use)
            case ast.Name(id=variable) if variable in self.listed:
                self.found |= self.listed[variable]
                self.allowed.add(use)
            case _:
                pass


def plain_arguments(node: ast.Call) -> Iterator[ast.AST]:
    """Yield the arguments of a call, of starred ones what is unpacked."""
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        yield argument.value if isinstance(argument, ast.Starred) else argument


def _literal_loops(nodes: list[ast.AST], stored: list[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield the variables that run over literal names (`for name in "a", "b"`), unless anything else is put there."""
    for item in nodes:
        match item:
            case ast.For(target=ast.Name(id=name), iter=ast.Tuple(elts=items) | ast.List(elts=items)):
                texts = {each.value for each in items if isinstance(each, ast.Constant) and isinstance(each.value, str)}
                if len(texts) == len(items) and stored.count(name) == 1:
                    yield name, texts
            case _:
                pass


def may_refuse_fields(node: ast.ClassDef) -> bool:
    """Tell whether `dataclass` may not take a field: since Python 3.11 it refuses what has no hash (`x: K = K()`)."""
    return any(last_called(one) == "dataclass" for one in node.decorator_list) and any(
        isinstance(each, ast.AnnAssign) and isinstance(each.value, ast.Call) and last_name(each.value.func) != "field"
        for each in node.body
    )
