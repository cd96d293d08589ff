"""Whose docstrings stay where docstrings go: those that code asks for by a name which says whose they are."""

from __future__ import annotations

import ast

from vendorize.transform.bindings import bindings

Owner = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
DOC = "__doc__"


def docstring_of(node: ast.AST) -> ast.Expr | None:
    """Return the statement that is the docstring of a module, class or function."""
    if not isinstance(node, Owner) or not node.body or not is_text(node.body[0]):
        return None
    first = node.body[0]
    return first if isinstance(first, ast.Expr) else None


def is_text(node: ast.stmt) -> bool:
    """Tell whether a statement is a text and nothing else."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def asserted_name(node: ast.stmt) -> str:
    """Return the name of what a statement asserts to have a docstring, if it does nothing else; empty otherwise."""
    match node:
        case ast.Assert(test=ast.Attribute(value=ast.Name(id=name), attr="__doc__")):
            return name
        case ast.Assert(
            test=ast.Compare(
                ast.Attribute(value=ast.Name(id=name), attr="__doc__"), [ast.IsNot()], [ast.Constant(None)]
            )
        ):
            return name
        case _:
            return ""


def documented_in(tree: ast.Module) -> dict[str, list[ast.AST]]:
    """Return the functions and classes of a module by name, where nothing else has it and all have docstrings."""
    top = set(map(id, tree.body))
    found = bindings(tree).items()
    return {name: nodes for name, nodes in found if all(id(node) in top and docstring_of(node) for node in nodes)}


def assertions_that_go(tree: ast.Module, staying: StayingDocs, *, caught: bool) -> frozenset[int]:
    """Return the statements that go because they assert that something has a docstring.

    Where their failing may be `caught`, only those of what is known to have one, which goes.
    """
    known = {name for name, nodes in documented_in(tree).items() if not any(map(staying.stays, nodes))}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Assert))
    return frozenset(id(node) for node in found if (name := asserted_name(node)) and (name in known or not caught))


class StayingDocs:
    """Tells whose docstrings stay in a module: `asked` are names of modules, classes and functions.

    One that ends in a star names functions that begin so; one that begins with @, what that function decorates.
    """

    def __init__(self, tree: ast.Module, module: str, asked: frozenset[str], *, reads: bool) -> None:
        self._names = asked
        self._prefixes = tuple(name[:-1] for name in asked if name.endswith("*"))
        self._owners = {id(tree)} if module.rpartition(".")[2] in self._names else set[int]()
        if reads:
            self._visit(tree, (tree,))

    def stays(self, node: ast.AST) -> bool:
        """Tell whether the docstring of a module, class or function stays.

        That of a class with a decorator does: `dataclass` makes one where there is none, and runs code for it.
        """
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        if decorators and (isinstance(node, ast.ClassDef) or any(_mark(one) in self._names for one in decorators)):
            return True
        name = getattr(node, "name", "")
        return id(node) in self._owners or (bool(name) and (name in self._names or name.startswith(self._prefixes)))

    def _visit(self, node: ast.AST, around: tuple[ast.AST, ...]) -> None:
        """Note whose `__doc__` is read without a receiver: that of the class around, and of the module."""
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.Name(id="__doc__", ctx=ast.Load()) | ast.AugAssign(target=ast.Name(id="__doc__")):
                    self._owners |= set(map(id, around))
                case ast.Constant(value=str(text)) if DOC in text:
                    self._owners |= set(map(id, around))
                case ast.Attribute(attr="__doc__", value=value) if _names_module(value):
                    self._owners.add(id(around[0]))
                case ast.Attribute(attr="__doc__", value=ast.Name(id="self" | "cls")):
                    self._owners |= set(map(id, around[1:]))
                case _:
                    pass
            self._visit(child, (*around, child) if isinstance(child, ast.ClassDef) else around)


def _names_module(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "__name__" for one in ast.walk(node))


def _mark(decorator: ast.expr) -> str:
    """Return how `asked` names a decorator."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return f"@{getattr(function, 'attr', getattr(function, 'id', ''))}"
