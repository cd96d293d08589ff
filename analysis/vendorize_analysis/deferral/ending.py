"""What may run when Python ends, when nothing can be imported any more: followed by names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.summarizing.syntax.below import first_line
from vendorize_analysis.summarizing.syntax.chains import last_called, last_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping


class EndingName(NamedTuple):
    """A function, class or variable by its name, with what is in it: what it calls or stands for, and all names."""

    name: str
    calls: frozenset[str]
    names: frozenset[str]


DIES = "__del__"
_WATCHERS = frozenset({"WeakMethod", "proxy", "ref"})
_OPENERS = frozenset({"asynccontextmanager", "contextmanager", "fixture"})
"""Decorators of generators that a `with` runs to their end."""
_BUILTIN = frozenset(name for one in (bytes, dict, frozenset, list, set, str, tuple) for name in dir(one))
"""Names that say nothing of what a method belongs to."""
_CLOSED = frozenset({"BaseException", "GeneratorExit"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def named_in(tree: ast.Module, gone: Collection[int]) -> tuple[EndingName, ...]:
    """Return what a module defines; `__del__` also stands for callbacks and what generators end with.

    A class has what its methods have that Python calls. `gone` are lines of what is not kept.
    """
    found, waiting = list[EndingName](), list[ast.AST](tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt) and first_line(node) in gone:
            continue
        found += (_named(name, list(nodes)) for name, nodes in _of(node))
        waiting += ast.iter_child_nodes(node)
    return tuple(one for one in found if one.names)


def reached(known: Mapping[str, tuple[EndingName, ...]]) -> frozenset[tuple[str, str]]:
    """Return all that may run when Python ends, as modules with names; `known` are the definitions of each module.

    What a module calls by its bare name, or of `self`, is its own where it defines that.
    """
    calls, homes = dict[tuple[str, str], set[str]](), dict[str, set[str]]()
    for module, those in known.items():
        for name, called, _ in those:
            calls.setdefault((module, name), set()).update(called)
            homes.setdefault(name, set()).add(module)
    found, waiting = set[tuple[str, str]](), [(module, DIES) for module in homes.get(DIES, ())]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        for each in calls[one]:
            plain = each.lstrip(".")
            if plain == each and (one[0], plain) in calls:
                waiting.append((one[0], plain))
            else:
                waiting += [(home, plain) for home in homes.get(plain, ())]
    return frozenset(found)


def _of(node: ast.AST) -> Iterator[tuple[str, Iterable[ast.AST]]]:
    match node:
        case ast.FunctionDef(name=name, body=body) | ast.AsyncFunctionDef(name=name, body=body):
            yield name, body
            if not _OPENERS.intersection(map(last_called, node.decorator_list)):
                yield DIES, _ends(node)
        case ast.ClassDef(name=name, body=body):
            yield name, (one for one in body if isinstance(one, _Function) and one.name.startswith("__"))
        case ast.Assign(targets=targets, value=value):
            yield from ((last_name(one), [value]) for one in targets if last_name(one))
        case ast.Call(args=[_, callback]) if last_called(node) in _WATCHERS:
            yield DIES, [callback]
        case _:
            return


def _ends(node: _Function) -> Iterator[ast.AST]:
    """Yield what runs in a generator when it is closed before its end."""
    for one in ast.walk(node):
        if isinstance(one, ast.Try) and any(map(_yields, one.body)):
            yield from one.finalbody
            yield from (each for each in one.handlers if each.type is None or last_name(each.type) in _CLOSED)
        elif isinstance(one, ast.With | ast.AsyncWith) and any(map(_yields, one.body)):
            yield from (item.context_expr for item in one.items)


def _yields(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Yield | ast.YieldFrom) for one in ast.walk(node))


def _named(name: str, nodes: list[ast.AST]) -> EndingName:
    below = [one for node in nodes for one in ast.walk(node)]
    calls = {_called(one.func) for one in below if isinstance(one, ast.Call)}
    calls |= {_called(one) for one in nodes if isinstance(one, ast.expr)}
    opened = [item for one in below if isinstance(one, ast.With | ast.AsyncWith) for item in one.items]
    calls |= {_called(item.context_expr) for item in opened}
    names = {last_name(one) for one in below if isinstance(one, ast.Name | ast.Attribute)}
    return EndingName(name, frozenset(calls - {""}), frozenset(names))


def _called(node: ast.expr) -> str:
    """Return the name of what is called, with a dot where any class may have it; none that built-in types have."""
    match node:
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name) | ast.Name(id=name):
            return name
        case ast.Attribute(attr=name) if name not in _BUILTIN:
            return f".{name}"
        case _:
            return ""
