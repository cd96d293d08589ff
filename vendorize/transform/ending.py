"""Functions that Python may call when it has nearly ended: `builtins` has lost our name by then."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from vendorize.transform.forms import Function, names_in, said_by
from vendorize.transform.source import parse, read_source
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import read_again
from vendorize_analysis.summarizing.syntax.lasting import DIES, SAID_OF_LAST, called_last

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from vendorize.model.plan import ModulePlan, Plan

_WORDS = re.compile("|".join((DIES, rf"\b(?:{'|'.join(sorted(SAID_OF_LAST))})\b")).encode("ascii"))
"""One of them stands in each text that has Python call something then."""
_OWN = frozenset({"cls", "self"})


def called_at_end(tree: ast.Module, elsewhere: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the names of functions of a module that Python may call when it has nearly ended.

    These are `__del__`, what weak references call when an object goes, hooks, and what these call, by name, in the
    module; `elsewhere` are names that other modules say.
    """
    functions = _functions(tree)
    found = {DIES, *elsewhere}
    for node in ast.walk(tree):
        found.update(name for callback in called_last(node) for name in names_in(callback))
    found &= functions.keys()
    waiting = list(found)
    while waiting:
        called = frozenset().union(*(said_by(one.func) for one in _calls(functions[waiting.pop()])))
        waiting += (called & functions.keys()) - found
        found |= called & functions.keys()
    return frozenset(found)


def called_at_end_elsewhere(plan: Plan) -> frozenset[str]:
    """Return the names of functions that code of whatever module has Python call then, where anything may be cold.

    These are callbacks, and what functions that run then call of their own object (it may be inherited, or that of a
    subclass) or have imported from a module of the result.
    """
    if all(one.cold == "drop" for one in plan.distributions):
        return frozenset()
    modules = [*plan.first_party, *(module for one in plan.distributions for module in one.modules)]
    tops = frozenset(one.name.partition(".")[0] for one in modules)
    known = (one for one in modules if one.summary is not None)
    return frozenset(name for one in known for name in deeply(_handed_on, one, tops))


def _handed_on(module: ModulePlan, tops: Collection[str]) -> frozenset[str]:
    """Return the names that one module says."""
    content = read_again(module.path, module.digest)
    if not _WORDS.search(content):
        return frozenset()
    tree = parse(read_source(content, module.name).text, module.name)
    nodes = list(ast.walk(tree))
    functions = _functions(tree)
    imported = {name for node in nodes for name in _imported(node, tops)}
    found = {name for node in nodes for callback in called_last(node) for name in names_in(callback)}
    for name in called_at_end(tree):
        found |= {handed for call in _calls(functions[name]) for handed in _handed(call.func, imported)}
    return frozenset(found)


def _functions(tree: ast.Module) -> dict[str, list[Function]]:
    functions: dict[str, list[Function]] = {}
    for node in ast.walk(tree):
        if isinstance(node, Function):
            functions.setdefault(node.name, []).append(node)
    return functions


def _calls(functions: list[Function]) -> Iterator[ast.Call]:
    return (one for node in functions for one in ast.walk(node) if isinstance(one, ast.Call))


def _imported(node: ast.AST, tops: Collection[str]) -> Iterator[str]:
    """Yield the names that an import binds to what is of the result."""
    match node:
        case ast.ImportFrom(level=level, module=module, names=names):
            if level or (module or "").partition(".")[0] in tops:
                yield from (one.asname or one.name for one in names)
        case ast.Import(names=names):
            yield from (one.asname or one.name.partition(".")[0] for one in names if one.name.partition(".")[0] in tops)
        case _:
            return


def _handed(called: ast.expr, imported: Collection[str]) -> Iterator[str]:
    """Yield the name of a function that is called and may stand in another module, as far as the call says so."""
    match called:
        case ast.Name(id=name) if name in imported:
            yield name
        case ast.Attribute(value=ast.Name(id=root), attr=name) if root in _OWN or root in imported:
            yield name
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name):
            yield name
        case _:
            return
