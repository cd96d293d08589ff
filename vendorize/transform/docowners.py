"""Whose docstring a name of a module means: a module, or a function or class that nothing else has the name of."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize.transform.bindings import bindings
from vendorize.transform.docstrings import DOC, Owner, docstring_of
from vendorize.transform.source import parse, read_source
from vendorize_analysis.scanning.source import read_again
from vendorize_analysis.summarizing.syntax.below import own_scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vendorize.model.plan import ModulePlan

_STEPS = 16
"""Imports that are followed, one after the other."""
_PLAIN = frozenset({"classmethod", "property", "staticmethod"})
"""Decorators that leave a docstring to what it is of."""


class Whose(NamedTuple):
    """Of what a docstring is."""

    name: str
    """Its own last name, or the one that is asked for; empty where it is nothing of the result."""
    is_known: bool
    """It is that, and nothing else."""


_NOBODY = Whose("", is_known=False)


class _Bound(NamedTuple):
    """What a module binds."""

    tree: ast.Module
    bound: Mapping[str, list[ast.AST]]
    own: frozenset[int]
    """Nodes outside of functions and classes."""


class DocOwners:
    """Follows names from module to module, those of a plan."""

    def __init__(self, modules: Mapping[str, ModulePlan]) -> None:
        self._modules = modules
        self._tops = frozenset(name.partition(".")[0] for name in modules)
        self._tables: dict[str, _Bound | None] = {}

    def whose(self, module: str, chain: Sequence[str], steps: int = 0) -> Whose:
        """Return whose docstring it is that a module means by names joined by dots."""
        table = self._table(module)
        if not chain or table is None or steps > _STEPS:
            return _NOBODY
        asked, nodes = Whose(chain[-1], is_known=False), table.bound.get(chain[0], [])
        if not nodes or any(id(node) not in table.own for node in nodes):
            return _NOBODY
        if "*" in table.bound:
            return asked
        found = {self._of(node, module, chain, steps) for node in nodes}
        return found.pop() if len(found) == 1 else asked

    def _of(self, node: ast.AST, module: str, chain: Sequence[str], steps: int) -> Whose:
        match node:
            case ast.Import(names=names):
                alias = next(one for one in names if (one.asname or one.name.partition(".")[0]) == chain[0])
                return self._inside(alias.name if alias.asname else chain[0], chain[1:], steps)
            case ast.ImportFrom(names=names):
                alias = next(one for one in names if (one.asname or one.name) == chain[0])
                return self._inside(self._from(module, node), (alias.name, *chain[1:]), steps)
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                return _member(node, chain[1:])
            case _:
                return Whose(chain[-1], is_known=False)

    def _from(self, module: str, node: ast.ImportFrom) -> str:
        """Return the module that an import is from."""
        if not node.level:
            return node.module or ""
        plan = self._modules[module]
        is_package = plan.relative.rpartition("/")[2].startswith("__init__.")
        parts = module.split(".")
        parts = parts[: len(parts) - node.level + is_package]
        return ".".join([*parts, *([node.module] if node.module else [])])

    def _inside(self, module: str, names: Sequence[str], steps: int) -> Whose:
        """Return whose docstring names mean in a module."""
        while names and f"{module}.{names[0]}" in self._modules and not self._binds(module, names[0]):
            module, names = f"{module}.{names[0]}", names[1:]
        if module not in self._modules:
            of_result = module.partition(".")[0] in self._tops or module == "__main__"
            return Whose(names[-1] if names and of_result else "", is_known=not of_result)
        if names and list(names) != [DOC]:
            found = self.whose(module, names, steps + 1)
            return found if found.name or found.is_known else Whose(names[-1], is_known=False)
        table = self._table(module)
        is_known = table is not None and docstring_of(table.tree) is not None and DOC not in table.bound
        return Whose(module.rpartition(".")[2], is_known)

    def _binds(self, module: str, name: str) -> bool:
        """Tell whether a module binds the name of one below it to something else."""
        table = self._table(module)
        nodes = table.bound.get(name, []) if table else []
        return any(not isinstance(node, ast.Import | ast.ImportFrom) for node in nodes)

    def _table(self, module: str) -> _Bound | None:
        if module not in self._tables:
            plan = self._modules.get(module)
            self._tables[module] = _table_of(plan) if plan is not None and plan.summary is not None else None
        return self._tables[module]


def _table_of(module: ModulePlan) -> _Bound:
    tree = parse(read_source(read_again(module.path, module.digest), module.name).text, module.name)
    return _Bound(tree, bindings(tree), frozenset(map(id, own_scope(ast.iter_child_nodes(tree)))))


def _member(node: ast.AST, names: Sequence[str]) -> Whose:
    """Return whose docstring it is of a function or class, or of what names say that is in the class."""
    if not isinstance(node, Owner) or isinstance(node, ast.Module):
        return Whose(names[-1] if names else "", is_known=False)
    if not names:
        is_plain = all(isinstance(one, ast.Name) and one.id in _PLAIN for one in node.decorator_list)
        return Whose(node.name, is_known=is_plain and docstring_of(node) is not None)
    if isinstance(node, ast.ClassDef) and _may_be_changed(node):
        return Whose(names[-1], is_known=False)
    own = set(map(id, own_scope(ast.iter_child_nodes(node))))
    nodes = [one for one in bindings(node).get(names[0], []) if id(one) in own]
    found = {_member(one, names[1:]) for one in nodes} if isinstance(node, ast.ClassDef) else set[Whose]()
    return found.pop() if len(found) == 1 else Whose(names[-1], is_known=False)


def _may_be_changed(node: ast.ClassDef) -> bool:
    """Tell whether a decorator, a metaclass or a class that this is derived from may put something else in it."""
    is_plain = all(isinstance(one, ast.Name) and one.id == "object" for one in node.bases)
    return bool(node.decorator_list or node.keywords) or not is_plain
