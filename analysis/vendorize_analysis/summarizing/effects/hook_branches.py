"""Branches of a module's `__getattr__` that run for names which they spell out, and what is imported there alone.

As tables of what is imported late (`lookups.py`), written as statements (PEP 562):

    def __getattr__(name):
        if name == "slow":
            from package import slow_one
            return slow_one
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.effects.lookups import asked_name
from vendorize_analysis.summarizing.syntax.below import nodes_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.summary import Branch

_Imports = ast.Import | ast.ImportFrom
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def branches(node: _Function) -> tuple[Branch, ...]:
    """Return the branches that run for certain names only, where nothing that they import is used elsewhere.

    The name itself is compared there and no more: the branch does not use it, and nothing comes after it.
    """
    nodes = nodes_in(node)
    asked = asked_name(node, nodes)
    if not asked:
        return ()
    everywhere = _names(nodes)
    found: list[Branch] = []
    for keys, body in _on_names(node.body, asked):
        inside = [each for statement in body for each in nodes_in(statement)]
        imported = [alias for each in inside if isinstance(each, _Imports) for alias in each.names]
        bound = {(alias.asname or alias.name).partition(".")[0] for alias in imported}
        within = _names(inside)
        ends = isinstance(body[-1], ast.Return | ast.Raise) and asked not in within
        ends = ends and not any(isinstance(each, ast.Global | ast.Nonlocal) for each in inside)
        if bound and ends and all(within.count(name) == everywhere.count(name) for name in bound):
            found.append((keys, body[0].lineno, body[-1].end_lineno or body[-1].lineno))
    return tuple(found)


def told_apart(node: _Function, found: tuple[Branch, ...]) -> set[str]:
    """Return the names of branches that stand nowhere else in the function: there they are compared and no more."""
    texts = [each.value for each in nodes_in(node) if isinstance(each, ast.Constant)]
    return {key for keys, _, _ in found for key in keys if texts.count(key) == 1}


def _names(nodes: list[ast.AST]) -> list[str]:
    """Return all names that nodes read, bind or import, as often as they do."""
    names: list[str] = []
    for each in nodes:
        match each:
            case ast.Name(id=name):
                names.append(name)
            case ast.Import() | ast.ImportFrom():
                names += [(alias.asname or alias.name).partition(".")[0] for alias in each.names]
            case _:
                pass
    return names


def _on_names(statements: list[ast.stmt], asked: str) -> Iterator[tuple[tuple[str, ...], list[ast.stmt]]]:
    """Yield the names that a branch of a chain of `if` is for, with its statements; elsewhere nothing is known."""
    for statement in statements:
        if isinstance(statement, ast.If):
            if keys := _keys(statement.test, asked):
                yield keys, statement.body
            yield from _on_names(statement.orelse, asked)


def _keys(test: ast.expr, asked: str) -> tuple[str, ...]:
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=str(key))]):
            return (key,) if name == asked else ()
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.In()], comparators=[ast.Tuple() | ast.List() | ast.Set() as listed]
        ) if name == asked:
            texts = [each.value for each in listed.elts if isinstance(each, ast.Constant)]
            keys = tuple(each for each in texts if isinstance(each, str))
            return keys if len(keys) == len(listed.elts) else ()
        case _:
            return ()
