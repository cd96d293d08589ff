"""Statements that do more than bind names, and nothing that another module could tell."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Final

from vendorize_analysis.deferral.expressions import dotted
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.model.summary import Chain

_MAKERS: Final = frozenset({"list", "re.compile", "type"})
"""Calls that only make an object."""
_IMPORT_ERRORS: Final = frozenset({"ImportError", "ModuleNotFoundError"})
REPR: Final = ("repr",)
_RECKONING: Final = (
    ast.Assign, ast.AugAssign, ast.BinOp, ast.Compare, ast.Constant, ast.Name, ast.UnaryOp, ast.While,
    ast.expr_context, ast.operator, ast.unaryop, ast.cmpop,
)  # fmt: skip


def confined(tree: ast.Module) -> Iterator[tuple[int, Chain]]:
    """Yield lines of statements that may be confined to their module.

    With each what it calls, and does nothing else; one that only reckons with numbers of the class around calls nothing
    (or `REPR`). A line on which another statement begins is none: by its number both would be known.
    """
    inner = [node for each in tree.body if isinstance(each, ast.ClassDef) for node in each.body]
    inner += [node for handler in _handlers(tree) for node in handler.body]
    many = Counter(node.lineno for node in (*tree.body, *inner))
    yield from ((line, callee) for line, callee in _alone(tree) if many[line] == 1)


def _alone(tree: ast.Module) -> Iterator[tuple[int, Chain]]:
    for node in tree.body:
        if callee := _filling(node):
            yield node.lineno, callee
        if isinstance(node, ast.ClassDef):
            yield from _reckoning(node.body)
    for handler in _handlers(tree):
        yield from ((node.lineno, ()) for node in handler.body if _keeps_error(node, handler.name))


def _handlers(tree: ast.Module) -> Iterator[ast.ExceptHandler]:
    """Yield what is done at the top of a module where an import fails, with a name for the error."""
    for node in tree.body:
        for handler in node.handlers if isinstance(node, ast.Try) else ():
            if handler.name and handler.type is not None and dotted(handler.type) in _IMPORT_ERRORS:
                yield handler


def _keeps_error(node: ast.stmt, name: str | None) -> bool:
    """Tell whether a statement gives a name to the error that was caught, without the frames that it came through."""
    match node:
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.Call(
                func=ast.Attribute(value=ast.Name(id=caught), attr="with_traceback"),
                args=[ast.Constant(value=None)],
                keywords=[],
            ),
        ):
            return caught == name
        case _:
            return False


def _filling(node: ast.stmt) -> Chain:
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and all(map(_is_plain, (*call.args, *(one.value for one in call.keywords)))):
        return chain_of(call.func) or ()
    return ()


def _is_plain(node: ast.expr) -> bool:
    """Tell whether an expression runs nothing but what is known to have no effect."""
    match node:
        case ast.Constant():
            return True
        case ast.Name() | ast.Attribute():
            return bool(chain_of(node))
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(map(_is_plain, parts))
        case ast.Call(func=function, args=arguments, keywords=[]):
            return dotted(function) in _MAKERS and all(map(_is_plain, arguments))
        case _:
            return False


def _reckoning(body: Iterable[ast.stmt]) -> Iterator[tuple[int, Chain]]:
    """Yield lines of loops in the body of a class that have only its own names for numbers in them."""
    numbers = set[str]()
    for node in body:
        names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        shown = REPR if REPR[0] in names else ()
        if isinstance(node, ast.While) and names - {REPR[0]} <= numbers and all(map(_reckons, ast.walk(node))):
            yield node.lineno, shown
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            known = isinstance(node.value.value, int | float)
            (numbers.update if known else numbers.difference_update)(names)
        else:
            # Whatever it is, it may give them another value.
            numbers -= names


def _reckons(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            return name == REPR[0]
        case ast.Name(id=name, ctx=ast.Store()):
            return name != REPR[0]
        case _:
            return isinstance(node, _RECKONING)
