"""What runs where a function is left that was suspended, and what calls in it stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, TypeGuard

from vendorize_analysis.summarizing.syntax.below import nodes_in, own_scope
from vendorize_analysis.summarizing.syntax.chains import chain_of, last_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.model.summary import Chain

Function = ast.FunctionDef | ast.AsyncFunctionDef
SELF: Final = "."
"""Begins an attribute of the own class; no name of a variable, which may be `self` as well."""
_OWN = frozenset({"cls", "self"})
"""By which methods have what they belong to; an attribute of it is one of the own class, itself it may be anything."""
SOME: Final = ""
"""Begins an attribute of what may be anything."""
RESULT: Final = "()"
"""Begins the name of what is called: what that gives is meant."""
UNKNOWN: Final = ("?",)
"""What nobody knows."""
OPERATES: Final = ("+",)
"""What operators, texts, tests and built-in functions call of classes."""
_OPERATORS = (
    ast.AugAssign
    | ast.BinOp
    | ast.BoolOp
    | ast.Compare
    | ast.For
    | ast.If
    | ast.IfExp
    | ast.JoinedStr
    | ast.Subscript
    | ast.UnaryOp
    | ast.While
    | ast.comprehension
    | ast.Starred
)
_CLOSED = frozenset({"BaseException", "GeneratorExit", "CancelledError"})
_LITERAL = ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.Dict | ast.Set
_SUSPENDS = ast.Yield | ast.YieldFrom | ast.Await | ast.AsyncFor | ast.AsyncWith


def is_function(node: ast.AST) -> TypeGuard[Function]:
    """Tell whether a node defines a function."""
    return isinstance(node, Function)


def operates(node: ast.AST) -> bool:
    """Tell whether an expression or statement may call special methods of its operands."""
    return isinstance(node, _OPERATORS) or (isinstance(node, ast.Call) and bool(node.args or node.keywords))


def locals_of(owner: ast.AST) -> frozenset[str]:
    """Return the names that a function, or one in it, gives values: not those of functions, classes and imports.

    `owner` may be an expression with functions in it, too.
    """
    found, outside = set[str](), set[str]()
    for node in nodes_in(owner):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                found.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.Global(names=names):
                outside.update(names)
            case _:
                pass
    return frozenset(found - outside)


def called(node: ast.expr, local: frozenset[str]) -> Iterator[Chain]:
    """Yield what an expression may stand for; `local` are names that may be anything."""
    match node:
        case ast.Name(id=name):
            yield UNKNOWN if name in local or name in _OWN else (name,)
        case ast.Attribute():
            yield from _attribute(node, local)
        case ast.Call(func=func):
            yield from ((RESULT, *one) for one in called(func, local))
        case ast.IfExp(body=one, orelse=other):
            yield from (*called(one, local), *called(other, local))
        case ast.BoolOp(values=values):
            yield from (each for one in values for each in called(one, local))
        case ast.Lambda() | ast.Constant():
            return
        case _:
            yield UNKNOWN


def _attribute(node: ast.Attribute, local: frozenset[str]) -> Iterator[Chain]:
    match node.value:
        case ast.Name(id=name) if name in _OWN:
            yield SELF, node.attr
        case ast.Call(func=ast.Name(id="super")):
            yield SELF, node.attr
        case inner:
            dotted = chain_of(node)
            if dotted and dotted[0] not in local | _OWN:
                yield dotted
            elif not isinstance(inner, _LITERAL):
                yield SOME, node.attr


def left_in(function: Function) -> tuple[list[ast.AST], list[ast.expr]]:
    """Return what runs in a generator or coroutine that is closed before its end: statements, and managers of contexts.

    Where an error that closes it is caught and not raised again, all of it may run.
    """
    runs, contexts = list[ast.AST](), list[ast.expr]()
    for node in own_scope(function.body):
        match node:
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
                if _suspends([*body, *handlers, *orelse]):
                    runs += final
                caught = [one for one in handlers if _is_closed(one)] if _suspends(body) else []
                if not all(isinstance(one.body[-1], ast.Raise) for one in caught):
                    return [*function.body], contexts
                runs += caught
            case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body) if _suspends(body):
                contexts += (item.context_expr for item in items)
            case _:
                pass
    return runs, contexts


def _is_closed(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    return any(last_name(one) in _CLOSED for one in nodes_in(handler.type) if isinstance(one, ast.expr))


def _suspends(nodes: Iterable[ast.AST]) -> bool:
    return any(isinstance(one, _SUSPENDS) for one in own_scope(nodes))
