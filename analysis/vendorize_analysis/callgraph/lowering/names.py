"""Which names a scope binds, and which it takes from elsewhere (execution model of the language reference)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.callgraph.ir.scopes import Parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class ScopeNames(NamedTuple):
    """The names of one scope."""

    bound: frozenset[str]
    inner: frozenset[str]
    """Bound by comprehensions, which are lowered in the scope around them."""
    outer: frozenset[str]
    """Declared `global` or `nonlocal`."""
    is_global: frozenset[str]
    yields: bool


def names_of(body: Iterable[ast.AST]) -> ScopeNames:
    """Return the names that statements or expressions bind in their own scope."""
    bound: set[str] = set()
    inner: set[str] = set()
    outer: set[str] = set()
    is_global: set[str] = set()
    yields = False
    hidden: set[int] = set()
    for node in _own_nodes(body):
        if isinstance(node, ast.comprehension):
            hidden.update(id(each) for each in ast.walk(node.target))
        (inner if id(node) in hidden else bound).update(_bound_by(node))
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            outer.update(node.names)
            is_global.update(node.names if isinstance(node, ast.Global) else ())
        yields = yields or isinstance(node, (ast.Yield, ast.YieldFrom))
    return ScopeNames(
        frozenset(bound - outer), frozenset(inner - bound), frozenset(outer), frozenset(is_global), yields
    )


def shared_names(tree: ast.Module) -> frozenset[str]:
    """Return the names that some scope of a module rebinds for another one."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            found.update(node.names)
        waiting += statements_in(node)
    return frozenset(found)


def statements_in(node: ast.AST) -> list[ast.AST]:
    """Return the statements (handlers, cases) that stand directly in one."""
    found: list[ast.AST] = []
    for field in _BODIES:
        held = getattr(node, field, ())
        found += held if isinstance(held, list) else ()
    return found


def parameters_of(arguments: ast.arguments) -> Parameters:
    """Return what a function takes."""
    only = [item.arg for item in arguments.posonlyargs]
    return Parameters(
        positional=(*only, *(item.arg for item in arguments.args)),
        only_positional=len(only),
        rest=arguments.vararg.arg if arguments.vararg else "",
        keyword_only=tuple(item.arg for item in arguments.kwonlyargs),
        keywords=arguments.kwarg.arg if arguments.kwarg else "",
    )


def parameter_names(parameters: Parameters) -> tuple[str, ...]:
    """Return the names of all parameters."""
    extra = tuple(name for name in (parameters.rest, parameters.keywords) if name)
    return (*parameters.positional, *parameters.keyword_only, *extra)


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Walk a scope without the scopes inside it; what these evaluate outside (decorators, defaults) belongs to it."""
    waiting = list(body)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.AnnAssign) and node.value is None:
            continue
        if isinstance(node, _SCOPES):
            waiting += _evaluated_outside(node)
        else:
            waiting += list(ast.iter_child_nodes(node))[::-1]


def _evaluated_outside(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.ClassDef(bases=bases, keywords=keywords, decorator_list=decorators):
            return [*decorators, *bases, *keywords]
        case ast.FunctionDef(args=arguments, decorator_list=decorators):
            return [*decorators, *_defaults(arguments)]
        case ast.AsyncFunctionDef(args=arguments, decorator_list=decorators):
            return [*decorators, *_defaults(arguments)]
        case ast.Lambda(args=arguments):
            return list(_defaults(arguments))
        case _:
            return []


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(value for value in arguments.kw_defaults if value)]


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            for alias in aliases:
                if alias.name != "*":
                    yield alias.asname or alias.name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case _:
            return
