"""What a module says of what may run when Python ends, when nothing can be imported any more."""

from __future__ import annotations

import ast
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.deferral.expressions import ANY
from vendorize_analysis.deferral.leaving import (
    OPERATES,
    SELF,
    SOME,
    UNKNOWN,
    called,
    is_function,
    left_in,
    locals_of,
    operates,
)
from vendorize_analysis.deferral.loose import imported_in, loose_in, loose_members, plain_targets
from vendorize_analysis.summarizing.syntax.below import children_of, first_line, nodes_in
from vendorize_analysis.summarizing.syntax.chains import last_called, last_name
from vendorize_analysis.summarizing.syntax.lasting import DIES, called_last

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from vendorize_analysis.model.summary import Chain

STACKED = "ExitStack"
"""Stands for what is put on such stacks."""
LAMBDA = "<lambda>"
OPENERS = frozenset({"asynccontextmanager", "contextmanager"})
"""Decorators of generators that a `with` runs to their end."""
_PUSHES = frozenset(
    {"callback", "enter_async_context", "enter_context", "push", "push_async_callback", "push_async_exit"}
)
_BINDS = ast.arg | ast.comprehension | ast.NamedExpr
"""What gives names values in an expression."""
_MADE_BY = frozenset({"__init__", "__new__", "__post_init__"})
_PROPERTIES = frozenset({"cached_property", "property"})


class Ending(NamedTuple):
    """A function, class or variable by its name, with what runs where it is called."""

    name: str
    owner: str = ""
    """The class around; `*` for an attribute of what may be of any class."""
    calls: frozenset[Chain] = frozenset()
    left: frozenset[Chain] = frozenset()
    """What it leaves as context managers."""
    asked: frozenset[Chain] = frozenset()
    """Attributes that it reads."""
    names: frozenset[str] = frozenset()
    kind: str = ""
    """`exit`: what runs where it is left as a context manager; `property`; `opener`; `class`."""


class Endings(NamedTuple):
    """What a module says."""

    found: tuple[Ending, ...] = ()
    bases: frozenset[tuple[str, str]] = frozenset()
    """Classes with the names of what they are derived from."""
    values: frozenset[str] = frozenset()
    """Names that are handed over, or kept; not those that are only called."""
    held: frozenset[str] = frozenset()
    """Names that are called elsewhere than in a `with`."""


def endings_in(tree: ast.Module, gone: Collection[int] = ()) -> Endings:
    """Return what a module says; `__del__` also stands for callbacks and what generators end with.

    `gone` are lines of what is not kept.
    """
    found, bases = list[Ending](), set[tuple[str, str]]()
    shares = any(isinstance(one, ast.Global) for one in nodes_in(tree))
    loose = loose_in(tree, shares=shares)
    waiting: list[tuple[ast.AST, str, frozenset[str]]] = [(node, "", loose) for node in tree.body]
    kept = list[ast.AST]()
    while waiting:
        node, owner, local = waiting.pop()
        if isinstance(node, ast.stmt) and first_line(node) in gone:
            continue
        kept.append(node)
        if local is loose and is_function(node):
            local = loose | locals_of(node)
        found += _of(node, owner, local)
        if shares and is_function(node):
            found += (Ending(one, "", frozenset(((SOME, there),))) for one, there in imported_in(node))
        if isinstance(node, ast.ClassDef):
            owner = node.name
            bases |= {(owner, name) for base in node.bases for one in nodes_in(base) if (name := _name_of(one))}
        waiting += ((one, owner, local) for one in children_of(node))
    plain = plain_targets(kept)
    stored = (one for one in kept if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store))
    found += (Ending(one.attr, ANY, frozenset((UNKNOWN,))) for one in stored if id(one) not in plain)
    values, held = _handed(kept)
    return Endings(tuple(one for one in found if any(one[2:6])), frozenset(bases), values, held)


def _of(node: ast.AST, owner: str, local: frozenset[str]) -> Iterator[Ending]:
    yield from (_entry(DIES, ANY, [], [one], local) for one in called_last(node))
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from _of_function(node, owner, local)
        case ast.ClassDef(name=name, body=body):
            made = {one.name for one in body if is_function(one) and one.name.startswith("__")} | _MADE_BY
            yield Ending(name, name, frozenset((SELF, one) for one in made), kind="class")
            yield from (Ending(one, name, frozenset((UNKNOWN,))) for one in loose_members(node))
            yield from (Ending(one, name, frozenset(((SOME, there),))) for one, there in imported_in(node))
        case ast.Lambda():
            yield _entry(LAMBDA, ANY, [], [node], local)
        case ast.Assign(targets=targets, value=value):
            yield from (_of_value(one, value, owner, local) for one in targets if last_name(one))
        case ast.AnnAssign(target=target, value=ast.expr() as value) if last_name(target):
            yield _of_value(target, value, owner, local)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=str(name)), value]):
            yield _entry(name, ANY, [], [value], local)
        case ast.Call(func=ast.Name(id="type"), args=[_, _, ast.Dict(keys=keys, values=members)]):
            named = [getattr(key, "value", "") for key in keys]
            pairs = zip(named, members, strict=True)
            yield from (_entry(name, ANY, [], [one], local) for name, one in pairs if isinstance(name, str))
        case ast.Call(func=ast.Attribute(attr=name), args=args) if name in _PUSHES:
            yield _entry(STACKED, ANY, [], args, local)
        case _:
            return


def _of_function(node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str, local: frozenset[str]) -> Iterator[Ending]:
    marks = {*map(last_called, node.decorator_list)}
    kind = "property" if marks & _PROPERTIES or "setter" in marks else "opener" if marks & OPENERS else ""
    yield _entry(node.name, owner, node.body, [], local)._replace(kind=kind)
    runs, contexts = left_in(node)
    ends = _entry(node.name if kind == "opener" else DIES, owner, runs, [], local)
    more = frozenset(one for item in contexts for one in called(item, local))
    yield ends._replace(left=ends.left | more, kind="exit" if kind == "opener" else "")


def _of_value(target: ast.expr, value: ast.expr, owner: str, local: frozenset[str]) -> Ending:
    """Return what calling a variable or attribute calls."""
    name = last_name(target)
    if isinstance(target, ast.Attribute):
        owner = owner if isinstance(target.value, ast.Name) and target.value.id in {"self", "cls"} else ANY
    kind = "property" if isinstance(value, ast.Call) and last_called(value) in _PROPERTIES else ""
    return _entry(name, owner, [], [value], local)._replace(kind=kind)


def _entry(name: str, owner: str, runs: Iterable[ast.AST], values: Sequence[ast.expr], local: frozenset[str]) -> Ending:
    """Return what runs with some statements, or when some values are called."""
    inside = [one for value in values for one in nodes_in(value)]
    if any(isinstance(one, _BINDS) for one in inside):
        local = local.union(*map(locals_of, values))  # parameters of functions in expressions outside of others
    runs = [*runs, *(one.body for one in inside if isinstance(one, ast.Lambda))]
    below = [one for node in runs for one in nodes_in(node)]
    made = [one for one in below if isinstance(one, ast.Call)]
    calls = {each for one in made for each in (*called(one.func, local), *_given(one, local))}
    calls |= {each for value in values for one in _meant(value) for each in called(one, local)}
    calls |= {OPERATES} if any(map(operates, below)) else set()
    items = [item.context_expr for one in below if isinstance(one, ast.With | ast.AsyncWith) for item in one.items]
    left = {each for item in items for each in called(item, local)}
    asked = {each for one in below if isinstance(one, ast.Attribute) for each in called(one, local)}
    names = {last_name(one) for one in below if isinstance(one, ast.Name | ast.Attribute)}
    return Ending(name, owner, frozenset(calls), frozenset(left), frozenset(asked), frozenset(names))


def _meant(value: ast.expr) -> Iterator[ast.expr]:
    """Yield what may be called where a value is, or what it was made of: `f`, `partial(f, x)`, `f if x else g`."""
    match value:
        case ast.Name() | ast.Attribute():
            yield value
        case ast.Call(func=func, args=args, keywords=keywords):
            yield ast.Call(func, [], [])
            yield from chain.from_iterable(map(_meant, [*args, *(one.value for one in keywords)]))
        case ast.Lambda() | ast.Constant() | ast.JoinedStr():
            return
        case _:
            yield from chain.from_iterable(_meant(one) for one in children_of(value) if isinstance(one, ast.expr))


def _given(call: ast.Call, local: frozenset[str]) -> Iterator[Chain]:
    """Yield what is handed to a function that may call it, where its name says what it is."""
    for value in [*call.args, *(one.value for one in call.keywords)]:
        if isinstance(value, ast.Name | ast.Attribute):
            yield from (one for one in called(value, local) if one[0] not in {SOME, *UNKNOWN})


def _handed(nodes: list[ast.AST]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of what is handed over or kept, and of what is called elsewhere than in a `with`."""
    apart, calls = set[int](), set[int]()
    for node in nodes:
        apart.update(id(one) for part in _apart(node) for one in nodes_in(part))
        if isinstance(node, ast.With | ast.AsyncWith):
            calls.update(id(item.context_expr) for item in node.items)
        elif is_function(node) or isinstance(node, ast.ClassDef):
            calls.update(map(id, node.decorator_list))
    values, held = set[str](), set[str]()
    for node in nodes:
        if isinstance(node, ast.Call) and id(node) not in calls:
            held.add(last_called(node))
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load) and id(node) not in apart:
            values.add(last_name(node))
    return frozenset(values), frozenset(held)


def _apart(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a node and is no value that somebody could call later."""
    match node:
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, kinds]):
            yield kinds
        case ast.Call(func=func):
            yield func
        case ast.Attribute(value=ast.Name() as inner):
            yield inner
        case (
            ast.FunctionDef(decorator_list=marks, returns=returns)
            | ast.AsyncFunctionDef(decorator_list=marks, returns=returns)
        ):
            yield from (*marks, *filter(None, (returns,)))
        case ast.ClassDef(bases=bases, decorator_list=marks):
            yield from (*bases, *marks)
        case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
            yield annotation
        case ast.ExceptHandler(type=ast.expr() as kind):
            yield kind
        case _:
            return


def _name_of(node: ast.AST) -> str:
    return last_name(node) if isinstance(node, ast.expr) else ""
