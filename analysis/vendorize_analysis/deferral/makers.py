"""Functions that do nothing when they are called but give back what they were given, or make functions.

So decorators that a library defines for Pythons without them (`override`, `deprecated`) can be told from those that
register something.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.deferral.expressions import dotted
from vendorize_analysis.summarizing.syntax.below import children_of, features, nodes_in
from vendorize_analysis.summarizing.syntax.chains import parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WRAPS = frozenset({"functools.wraps", "wraps"})


class Maker(NamedTuple):
    """A function that may be called while something is imported, and nobody can tell."""

    line: int
    """Of its `def`."""
    calls: int
    """How often: 2 for a function whose result may be called, too."""
    names: frozenset[str]
    """Names that it reads, of its module or dotted: nobody may give them another value."""


def makers_in(tree: ast.Module) -> Iterator[Maker]:
    """Yield the makers of a module that are not in classes or functions."""
    reader = _MakerReader(wraps=_means_wraps(tree), lazy="annotations" in features(tree))
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef):
            calls, names = reader.judge(node)
            if calls and not node.decorator_list:
                yield Maker(node.lineno, calls, names)
        elif isinstance(node, ast.If | ast.Try | ast.ExceptHandler):
            waiting += children_of(node)


def _means_wraps(tree: ast.Module) -> frozenset[str]:
    """Return which forms of `functools.wraps` mean that in a module, wherever they stand."""
    found, others = set[str](), set[str]()
    for node in nodes_in(tree):
        match node:
            case ast.Import(names=names):
                found.update("functools.wraps" for one in names if one.name == "functools" and not one.asname)
                others.update(one.asname for one in names if one.asname)
            case ast.ImportFrom(module="functools", level=0, names=names):
                found.update("wraps" for one in names if one.name == "wraps" and not one.asname)
            case ast.ImportFrom(names=names):
                others.update(one.asname or one.name for one in names)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                others.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                others.add(name)
            case _:
                pass
    return frozenset(one for one in found & _WRAPS if one.partition(".")[0] not in others)


class _MakerReader(NamedTuple):
    """Judges functions of one module."""

    wraps: frozenset[str]
    lazy: bool
    """Annotations are text."""

    def judge(self, node: ast.FunctionDef) -> tuple[int, frozenset[str]]:
        """Return how often a function and its results may be called, and the names that are read then."""
        *made, last = node.body[ast.get_docstring(node, clean=False) is not None :] or [node]
        given = {one.arg for one in (*node.args.posonlyargs, *node.args.args)}
        functions = {one.name: one for one in made if isinstance(one, ast.FunctionDef)}
        returns = last.value if isinstance(last, ast.Return) else None
        if not isinstance(returns, ast.Name) or len(functions) != len(made) or _yields(node):
            return 0, frozenset()
        names = frozenset[str]()
        for inner in made:
            read = self._names_to_make(inner, given)
            if read is None:
                return 0, frozenset()
            names |= read
        if returns.id not in functions:
            return int(returns.id in given), names
        calls, more = self.judge(functions[returns.id])
        return (2, names | more) if calls == 1 and not given & functions.keys() else (1, names)

    def _names_to_make(self, node: ast.AST, given: set[str]) -> frozenset[str] | None:
        """Return the names that are read where a function is defined; None where that may do more."""
        if not isinstance(node, ast.FunctionDef) or not all(self._is_wraps(one, given) for one in node.decorator_list):
            return None
        arguments = node.args
        defaults = (*arguments.defaults, *filter(None, arguments.kw_defaults))
        if not all(isinstance(one, ast.Constant) for one in defaults):
            return None
        used = {dotted(one.func).partition(".")[0] for one in node.decorator_list if isinstance(one, ast.Call)}
        used |= {"functools.wraps"} if used else set()
        if self.lazy:
            return frozenset(used)
        told = [node.returns, *(one.annotation for one in parameters(arguments))]
        plain = _plain_names([one for one in told if one is not None and not isinstance(one, ast.Constant)])
        return None if plain is None else plain | used

    def _is_wraps(self, node: ast.expr, given: set[str]) -> bool:
        match node:
            case ast.Call(func=function, args=[ast.Name(id=name)], keywords=[]):
                return dotted(function) in self.wraps and name in given
            case _:
                return False


def _plain_names(nodes: Sequence[ast.expr]) -> frozenset[str] | None:
    names = frozenset(one.id for one in nodes if isinstance(one, ast.Name))
    return names if all(isinstance(one, ast.Name) for one in nodes) else None


def _yields(node: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Yield | ast.YieldFrom | ast.Global | ast.Nonlocal) for one in nodes_in(node))
