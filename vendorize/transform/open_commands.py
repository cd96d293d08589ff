"""Modules behind an option `-m` that ends what is written in one place: their names are added in another one.

`command = [sys.executable, "-m"]` and further on `command.append(name)`, `[*command, "a.b"]`, `command + ["a.b"]`; an
option that a variable holds; `[sys.executable, "-m", *args]` with what a function is called with. Limit: lists are told
by the last name of what holds them, anywhere in the module.
"""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from vendorize.transform.changes import member
from vendorize_analysis.summarizing.syntax.chains import last_name
from vendorize_analysis.summarizing.syntax.string_domain import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.transform.commands import Writer

_OPTION = re.compile(r"-[bBdEhiIOPqRsSuvVx]*m\Z")
_PYTHON = re.compile(r"python|interpreter|executable|\Apy\Z", re.IGNORECASE)
"""Names of what holds the path of an interpreter."""
_ADDING = frozenset({"append", "insert", "extend"})


def rewrite_open_commands(tree: ast.Module, writer: Writer) -> None:
    """Have the modules found by another Python whose names are put behind an option in another place."""
    nodes = list(ast.walk(tree))
    bare = {name for node in nodes for name in _holding(node, writer, python=False)}
    held = {name for node in nodes for name in _holding(node, writer, python=True)}
    for items in filter(None, map(_items, nodes)):
        runs = _runs_python(items, writer)
        for before, item in pairwise(items):
            if _last(before) in held or (runs and _last(before) in bare):
                _move(item, writer)
            elif runs and is_option(before) and isinstance(item, ast.Starred):
                _first_of(item.value, writer)
    for node in nodes:
        for item in _added(node, held):
            _move(item, writer)
        for item in _summed(node, bare, writer):
            _move(item, writer)


def is_option(node: ast.expr) -> bool:
    """Tell whether an expression is the option behind which a module is named, also where it is put together."""
    if not isinstance(node, ast.Constant | ast.BinOp | ast.JoinedStr):
        return False
    text = fold(node)
    return text.exact and _OPTION.match(text.prefix) is not None


def _items(node: ast.AST) -> Sequence[ast.expr]:
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Call(args=items):
            return items
        case _:
            return ()


def _runs_python(items: Sequence[ast.expr], writer: Writer) -> bool:
    """Tell whether a list of arguments has an interpreter: other programs have options `-m`, too."""
    return any(writer.dotted(item) == "sys.executable" or _PYTHON.search(_last(item)) for item in items)


def _holding(node: ast.AST, writer: Writer, *, python: bool) -> Iterator[str]:
    """Yield the names of what is given a list with an interpreter that ends with an option, or just that one."""
    match node:
        case ast.Assign(targets=targets, value=value):
            pass
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            targets = [target]
        case _:
            return
    end = value
    while isinstance(end, ast.List | ast.Tuple) and end.elts:
        end = end.elts[-1]
    alone = end is value or len(_items(value)) == 1
    if is_option(end) and (_runs_python(_items(value), writer) if python else alone):
        yield from filter(None, map(last_name, targets))


def _last(node: ast.expr) -> str:
    return last_name(node.value if isinstance(node, ast.Starred) else node)


def _added(node: ast.AST, held: set[str]) -> Iterator[ast.expr]:
    """Yield what is put behind one of the lists first."""
    match node:
        case ast.Call(func=ast.Attribute(value=list_, attr=method), args=[*_, added]) if method in _ADDING:
            if last_name(list_) in held:
                yield from added.elts[:1] if isinstance(added, ast.List | ast.Tuple) else [added]
        case ast.AugAssign(target=list_, op=ast.Add(), value=ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_])):
            if last_name(list_) in held:
                yield first
        case ast.BinOp(left=left, op=ast.Add(), right=ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_])):
            if last_name(left) in held:
                yield first
        case _:
            pass


def _summed(node: ast.AST, bare: set[str], writer: Writer) -> Iterator[ast.expr]:
    """Yield what stands behind an option that is added to a list with an interpreter: `[python] + option + ["a.b"]`."""
    match node:
        case ast.BinOp(
            left=ast.BinOp(left=first, op=ast.Add(), right=option), op=ast.Add(), right=ast.List(elts=[item, *_])
        ) if last_name(option) in bare and _runs_python(_items(first), writer):
            yield item
        case _:
            pass


def _move(item: ast.expr, writer: Writer) -> None:
    match item:
        case ast.Constant(value=str()):
            writer.move(item)
        case ast.Name() | ast.Attribute() | ast.JoinedStr() | ast.BinOp():
            writer.wrap(item, "private")
        case _:
            pass


def _first_of(items: ast.expr, writer: Writer) -> None:
    """Have the first item of several looked up, which is the module; the others are its arguments."""
    private = member(writer.context, "private")
    writer.replace(items, f"({private}(one) if not place else one for place, one in enumerate({ast.unparse(items)}))")
