"""Which global names of a module have a value for certain: when it has run, and where code asks for them.

An error for a name without a value says the name, so that such a one cannot have another.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.hoisting.words import bound_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LATER = (*_FUNCTIONS, ast.GeneratorExp)
_QUIET = (ast.Constant, ast.Name, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.expr_context)
"""Of these a value is made without running other code."""


class Bound:
    """Follows the statements of a module in the order in which they run."""

    def __init__(self, tree: ast.Module) -> None:
        """Follow a whole module; `certain` is None behind what ends it."""
        self.risky = set[str]()
        """Names that code may ask for while they have no value."""
        self._pending = set[str]()
        certain = self._body(tree.body, frozenset())
        self.certain = frozenset() if certain is None else certain
        """Names that have a value when it has run."""
        self.risky |= self._pending - self.certain
        for node in ast.walk(tree):
            if isinstance(node, _FUNCTIONS):
                self.risky |= _taken_away(node)

    def _body(self, body: Iterable[ast.stmt], bound: frozenset[str] | None) -> frozenset[str] | None:
        for statement in body:
            if bound is None:
                return None
            bound = self._statement(statement, bound)
        return bound

    def _statement(self, node: ast.stmt, bound: frozenset[str]) -> frozenset[str] | None:
        match node:
            case ast.If(test=test, body=body, orelse=orelse):
                bound = self._run([test], bound)
                found = _both(self._body(body, bound), self._body(orelse, bound))
            case ast.Try() | ast.TryStar():
                found = self._try(node, bound)
            case ast.While(test=test, body=body, orelse=orelse):
                found = self._maybe([test], [([], body), ([], orelse)], bound)
            case ast.For(target=target, iter=values, body=body, orelse=orelse):
                found = self._maybe([values], [([target], body), ([], orelse)], bound)
            case ast.With(items=items, body=body):
                # An error that ends the body may be swallowed.
                found = self._maybe(items, [(items, body)], bound)
            case ast.Match(subject=subject, cases=cases):
                first = [subject, *(case.pattern for case in cases)]
                guarded = [([case.pattern], [*_guard(case), *case.body]) for case in cases]
                found = self._maybe(first, guarded, bound)
            case _:
                found = self._simple(node, bound)
        return found

    def _maybe(
        self,
        first: Sequence[ast.AST],
        bodies: Sequence[tuple[Sequence[ast.AST], Sequence[ast.stmt]]],
        bound: frozenset[str],
    ) -> frozenset[str]:
        """Follow what runs first, and bodies that may run, or run again, each behind what gives names a value."""
        bound = self._run(first, bound) - _deleted(one for _, body in bodies for one in body)
        for given, body in bodies:
            self._body(body, bound | _stored(given))
        return bound

    def _try(self, node: ast.Try | ast.TryStar, bound: frozenset[str]) -> frozenset[str] | None:
        done = self._body(node.body, bound)
        done = None if done is None else self._body(node.orelse, done)
        for handler in node.handlers:
            before = bound - _deleted(node.body)
            kinds = [handler.type] if handler.type is not None else []
            after = self._body(handler.body, self._run(kinds, before) | {handler.name or ""})
            done = _both(done, None if after is None else after - {handler.name or ""})
        last = self._body(node.finalbody, bound - _deleted(node.body))
        return None if done is None or last is None else done | last

    def _simple(self, node: ast.stmt, bound: frozenset[str]) -> frozenset[str] | None:
        if isinstance(node, ast.Raise):
            self._run([node], bound)
            return None
        bound = self._run([node], bound)
        if isinstance(node, ast.Delete):
            return bound - {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        if isinstance(node, ast.Import | ast.ImportFrom):
            return bound | set(map(bound_at, node.names))
        defined = {bound_at(node)} - {""}
        return bound | defined | (set() if isinstance(node, ast.ClassDef) else _stored([node]))

    def _run(self, nodes: Sequence[ast.AST | None], bound: frozenset[str]) -> frozenset[str]:
        """Take note of what some code asks for; functions that are there by then may be called by it."""
        every = [one for node in nodes if node is not None for one in _now(node)]
        read = {one.id for one in every if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Store)}
        self.risky |= read - bound
        if any(_may_call(one) for one in every):
            self.risky |= self._pending - bound
        for one in every:
            if isinstance(one, _LATER):
                self._pending |= {name.id for name in ast.walk(one) if isinstance(name, ast.Name)}
        return bound


def _guard(case: ast.match_case) -> list[ast.stmt]:
    return [] if case.guard is None else [ast.Expr(case.guard)]


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other


def _now(node: ast.AST) -> Iterable[ast.AST]:
    """Yield the nodes that run with one; of a function its decorators, defaults and annotations."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, ast.GeneratorExp):
            waiting.append(one.generators[0].iter)
        elif isinstance(one, _FUNCTIONS):
            body = one.body if isinstance(one.body, list) else [one.body]
            waiting += [each for each in ast.iter_child_nodes(one) if not any(each is inner for inner in body)]
        else:
            waiting += ast.iter_child_nodes(one)


def _may_call(node: ast.AST) -> bool:
    """Tell whether a node may run functions: attributes and operators are such, too."""
    match node:
        case ast.FunctionDef(decorator_list=decorators) | ast.AsyncFunctionDef(decorator_list=decorators):
            return bool(decorators)
        case ast.ClassDef(bases=bases, keywords=keywords, decorator_list=decorators):
            return bool(bases or keywords or decorators)
        case ast.Import() | ast.ImportFrom() | ast.Raise() | ast.Delete() | ast.AugAssign():
            return True
        case ast.expr():
            return not isinstance(node, (*_QUIET, ast.Lambda))
        case _:
            return False


def _stored(nodes: Sequence[ast.AST]) -> set[str]:
    """Return the names that get a value at once; one in an expression that may not be reached is none."""
    found = set[str]()
    waiting = [*nodes]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.MatchMapping(rest=str(name)):
                found.add(name)
                waiting += node.patterns
            case ast.AnnAssign(value=None):
                pass
            case ast.expr() if not isinstance(node, ast.Tuple | ast.List | ast.Starred):
                pass
            case _:
                waiting += ast.iter_child_nodes(node)
    return found


def _deleted(body: Iterable[ast.stmt]) -> set[str]:
    names = (one for statement in body for one in ast.walk(statement) if isinstance(one, ast.Name))
    return {one.id for one in names if isinstance(one.ctx, ast.Del)}


def _taken_away(function: ast.AST) -> set[str]:
    """Return the names that a function declares as those of the module, and deletes."""
    declared = {name for one in ast.walk(function) if isinstance(one, ast.Global) for name in one.names}
    deleted = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Del)}
    handled = {one.name for one in ast.walk(function) if isinstance(one, ast.ExceptHandler) and one.name}
    return declared & (deleted | handled)
