"""What is imported late: which entry of a table belongs to which name, and who looks at more than the entry it needs.

The idea of PEP 562: `__getattr__(name)` looks the name up in a table, and imports the module that the entry names. Or
it has a branch for each name, `if name == "slow": from package import slow; return slow`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.syntax.below import nodes_in, stored_names
from vendorize_analysis.summarizing.syntax.chains import last_name
from vendorize_analysis.summarizing.syntax.strings import is_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.summary import Branch
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

LOOKING_UP: Final = frozenset({"__getattr__", "__dir__"})
"""Hooks that look names up."""
_KEYS_ONLY: Final = frozenset({"frozenset", "len", "list", "set", "sorted", "tuple"})
"""Functions that see no more of a dictionary than its keys."""
_DATA: Final = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Imports = ast.Import | ast.ImportFrom
Entries = tuple[tuple[str, tuple[str, ...]], ...]


def entries(value: ast.expr | None, *, dotted: bool = True) -> Entries:
    """Return for each key of a dictionary of plain data the strings in its value; nothing for other values.

    One without dotted names is no table of modules: it counts only where a hook is known to look names up in it.
    """
    if not isinstance(value, ast.Dict) or not all(map(_is_text, value.keys)):
        return ()
    if not all(isinstance(node, _DATA) for item in value.values for node in nodes_in(item)):
        return ()
    found = [(key.value, tuple(_texts(item))) for key, item in zip(value.keys, value.values, strict=True)]  # type: ignore[union-attr]
    return tuple(found) if not dotted or any(any("." in text for text in texts) for _, texts in found) else ()


def looked_up(statements: list[ast.stmt], names: set[str]) -> Iterator[tuple[str, Entries]]:
    """Yield the tables of other names in a module, of those that hooks look names up in."""
    for node in statements:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() as value) if name in names:
                yield name, entries(value, dotted=False)
            case _:
                pass


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _texts(value: ast.expr) -> Iterator[str]:
    for node in nodes_in(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and is_name(node.value):
            yield node.value


def keyed(node: ast.stmt) -> tuple[str, ...]:
    """Return the names of which a module's hook (or `__all__`) asks no more than keys, and the entry that it needs."""
    if isinstance(node, _Function):
        nodes = nodes_in(node)
        asked = _asked_name(node, nodes) if node.name == "__getattr__" else ""
    elif isinstance(node, (ast.Assign, ast.AugAssign)):
        nodes = nodes_in(node)
        asked = ""
    else:
        return ()
    fine = {use for each in nodes for use in _uses(each, asked)}
    names = {each.id for each in fine}
    spoilt = {each.id for each in nodes if isinstance(each, ast.Name) and each.id in names and each not in fine}
    return tuple(sorted(names - spoilt))


def _asked_name(node: _Function, nodes: list[ast.AST]) -> str:
    """Name the parameter that holds the name that is asked for; empty where it may get another value."""
    parameters = [*node.args.posonlyargs, *node.args.args]
    name = parameters[-1].arg if parameters else ""
    return "" if name in stored_names(nodes) else name


def _uses(node: ast.AST, asked: str) -> Iterator[ast.Name]:
    """Yield the tables in an expression that tells no more of them than keys and the entry of the name asked for."""
    match node:
        case ast.Subscript(value=ast.Name() as table, slice=ast.Name(id=key)) if asked and key == asked:
            yield table
        case ast.Call(func=ast.Attribute(value=ast.Name() as table, attr="get"), args=[ast.Name(id=key), *_]) if (
            asked and key == asked
        ):
            yield table
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() as table]):
            yield table
        case ast.Call(func=ast.Attribute(value=ast.Name() as table, attr="keys"), args=[]):
            yield table
        case ast.Call(func=function, args=[ast.Name() as table], keywords=[]) if last_name(function) in _KEYS_ONLY:
            yield table
        case ast.Starred(value=ast.Name() as table):
            yield table
        case _:
            pass


def branches_of(node: _Function, collector: ReferenceCollector) -> tuple[Branch, ...]:
    """Return the branches of a module's `__getattr__`; their names are no texts of it where they are only compared."""
    found = branches(node) if collector.missing_name else ()
    collector.strings -= told_apart(node, found) if found else set()
    return found


def branches(node: _Function) -> tuple[Branch, ...]:
    """Return the branches of a hook that run for certain names only, where nothing that they import is used elsewhere.

    The name itself is compared there and no more: the branch does not use it, and nothing comes after it.
    """
    nodes = nodes_in(node)
    asked = _asked_name(node, nodes)
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
