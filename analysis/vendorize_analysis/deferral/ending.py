"""What may run when Python ends, when nothing can be imported any more: followed by names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.deferral.expressions import dotted
from vendorize_analysis.summarizing.syntax.below import first_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

Named = tuple[str, frozenset[str]]
"""The name of a function, class or variable, and the names in it."""
DIES = "__del__"
_WATCHERS = frozenset({"WeakMethod", "proxy", "ref"})
_OPENERS = frozenset({"asynccontextmanager", "contextmanager", "fixture"})
"""Decorators of generators that a `with` runs to their end."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def named_in(tree: ast.Module, gone: Collection[int]) -> tuple[Named, ...]:
    """Return what a module defines with the names in that; `__del__` also stands for callbacks and what generators end.

    A class has the names of its methods that Python calls, `gone` are lines of what is not kept.
    """
    found, waiting = dict[str, set[str]](), list[ast.AST](tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt) and first_line(node) in gone:
            continue
        for name, names in _of(node):
            found.setdefault(name, set()).update(names)
        waiting += ast.iter_child_nodes(node)
    return tuple((name, frozenset(names)) for name, names in sorted(found.items()))


def reached(known: Iterable[tuple[Named, ...]]) -> frozenset[str]:
    """Return the names of all that may run when Python ends; `known` are the definitions of each module."""
    every = dict[str, set[str]]()
    for module in known:
        for name, names in module:
            every.setdefault(name, set()).update(names)
    found, waiting = set[str](), [DIES]
    while waiting:
        name = waiting.pop()
        if name in every and name not in found:
            found.add(name)
            waiting += every[name]
    return frozenset(found)


def _of(node: ast.AST) -> Iterator[tuple[str, set[str]]]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name, _names(node.body)
            if not _OPENERS.intersection(dotted(one).rpartition(".")[2] for one in node.decorator_list):
                yield DIES, _names(_ends(node))
        case ast.ClassDef(name=name, body=body):
            methods = (one for one in body if isinstance(one, _Function) and one.name.startswith("__"))
            yield name, {each for one in methods if one.name != DIES for each in _names(one.body)}
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if isinstance(target, ast.Name | ast.Attribute):
                    yield target.id if isinstance(target, ast.Name) else target.attr, _names([value])
        case ast.Call(args=[_, callback]) if dotted(node.func).rpartition(".")[2] in _WATCHERS:
            yield DIES, _names([callback])
        case _:
            return


def _ends(node: _Function) -> Iterator[ast.AST]:
    """Yield what runs in a generator when it is closed before its end."""
    for one in ast.walk(node):
        if isinstance(one, ast.Try) and any(map(_yields, one.body)):
            yield from one.finalbody
            yield from (
                each
                for each in one.handlers
                if dotted(each.type or ast.Pass()) in {"", "BaseException", "GeneratorExit"}
            )
        elif isinstance(one, ast.With | ast.AsyncWith) and any(map(_yields, one.body)):
            yield from (item.context_expr for item in one.items)


def _yields(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(node))


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    found = set[str]()
    for node in nodes:
        for one in ast.walk(node):
            match one:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                    found.add(name)
                case ast.Call(func=function, args=[_, ast.Constant(value=str(name)), *_]) if (
                    dotted(function) == "getattr"
                ):
                    found.add(name)
                case _:
                    pass
    return found
