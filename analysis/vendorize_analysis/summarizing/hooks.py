"""Hooks that are called with a class while it is made, and whether they look at its body as a whole.

Source: data model, "Customizing class creation". A hook that only asks for names which it spells out leaves the rest of
the body alone. Whatever is not understood counts as a look at everything.
"""

from __future__ import annotations

import ast
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import ALWAYS
from vendorize_analysis.summarizing.below import nodes_in, stored_names
from vendorize_analysis.summarizing.chains import conjuncts

if TYPE_CHECKING:
    from collections.abc import Iterator

HOOKS: Final = frozenset({"__init_subclass__", "__new__", "__init__"})
_NAMESPACE: Final = 3
"""Position of the namespace in the parameters of `__new__` and `__init__` of a metaclass."""
_ASKING: Final = frozenset({"get", "pop", "setdefault"})
_KEEPING: Final = frozenset({"add", "append", "setdefault"})
"""Methods of containers that only keep what they are given."""
_REVEALING: Final = frozenset({"__dict__", "__mro__", "mro", "__members__"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def names_asked(node: _Function) -> frozenset[str] | None:
    """Give the names that a hook may ask of the body of a class; None if it may look at all of them."""
    if not _may_make_classes(node):
        return None
    positional = [*node.args.posonlyargs, *node.args.args]
    rest = {found.arg for found in (node.args.vararg, node.args.kwarg) if found is not None}
    namespaces: set[str] = set()
    if node.name != "__init_subclass__":
        namespaces = {parameter.arg for parameter in positional[_NAMESPACE : _NAMESPACE + 1]}
    classes = {parameter.arg for parameter in positional[:1]} if node.name != "__new__" else set()
    nodes = nodes_in(node)
    return _Reading(nodes, classes | _made(nodes), namespaces, rest).names()


def _may_make_classes(node: _Function) -> bool:
    """Tell whether a hook takes what it gets where a class is made: most functions called `__init__` do not."""
    taken = len(node.args.posonlyargs) + len(node.args.args)
    return node.name == "__init_subclass__" or taken > _NAMESPACE or node.args.vararg is not None


def _made(nodes: list[ast.AST]) -> set[str]:
    """Name the variables that hold the new class."""
    return {
        target.id
        for statement in nodes
        if isinstance(statement, ast.Assign) and _makes_class(statement.value)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _makes_class(node: ast.expr) -> bool:
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
        """Give the names; None where a use is not understood."""
        for node in self.nodes:
            self._allow(node)
        uses = (node for node in self.nodes if isinstance(node, ast.Name) and node.id in self.watched)
        if all(node in self.allowed or (isinstance(node.ctx, ast.Store) and node.id in self.classes) for node in uses):
            return frozenset(self.found)
        return None

    def _allow(self, node: ast.AST) -> None:
        match node:
            case ast.Call() if _makes_class(node):
                self.allowed.update(_plain_arguments(node))
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
        """Give those that are the class itself: keeping it shows nobody its body."""
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


def _plain_arguments(node: ast.Call) -> Iterator[ast.AST]:
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        yield argument.value if isinstance(argument, ast.Starred) else argument


def _literal_loops(nodes: list[ast.AST], stored: list[str]) -> Iterator[tuple[str, set[str]]]:
    """Give the variables that run over literal names (`for name in "a", "b"`), unless anything else is put there."""
    for item in nodes:
        match item:
            case ast.For(target=ast.Name(id=name), iter=ast.Tuple(elts=items) | ast.List(elts=items)):
                texts = {each.value for each in items if isinstance(each, ast.Constant) and isinstance(each.value, str)}
                if len(texts) == len(items) and stored.count(name) == 1:
                    yield name, texts
            case _:
                pass


# -- what a hook does --------------------------------------------------------------------------------------------


def acts_for(node: _Function) -> tuple[str, ...]:
    """Give the names of which a class must bind one (to something but None) for a hook to act on more than that class.

    A name that ends in `?` counts whatever it is bound to. Nothing: it never does; `ALWAYS`: it may always.
    """
    positional = [*node.args.posonlyargs, *node.args.args]
    if node.decorator_list or not positional or not _may_make_classes(node):
        return ALWAYS
    namespaces = {parameter.arg for parameter in positional[_NAMESPACE : _NAMESPACE + 1]}
    made = _made(nodes_in(node)) | ({positional[0].arg} if node.name != "__new__" else set())
    quiet = _Quiet(made, namespaces)
    return ALWAYS if not all(quiet.statement(each) for each in node.body) else tuple(sorted(quiet.keys))


class _Quiet:
    """Tells statements apart that change nothing but the class that is made, and what the function made itself."""

    def __init__(self, made: set[str], namespaces: set[str]) -> None:
        self.made, self.namespaces = made, namespaces
        self.own: set[str] = set()
        """Variables that hold containers made here."""
        self.keys: set[str] = set()

    def statement(self, node: ast.stmt) -> bool:
        """Tell whether a statement is quiet; one that acts only for a certain name counts, with its name."""
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
        """Give the name that the class must bind for a condition to hold."""
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
        if isinstance(node, ast.Call) and _makes_class(node):
            return all(map(self._value, _plain_arguments(node)))  # type: ignore[arg-type]
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
