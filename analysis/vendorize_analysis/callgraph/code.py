"""Code in strings that flow to `eval` and `exec`: lowered as a scope inside the one that asks for it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.facts import RETURNED
from vendorize_analysis.callgraph.scopes import Scope
from vendorize_analysis.callgraph.scoping import names_of
from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_MOST_TEXTS: Final = 8


class Code:
    """Runs strings."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._scopes: dict[tuple[int, int, str], Scope | None] = {}

    def run(self, request: Request, name: str) -> None:
        """Run whatever text the first argument holds; what a literal gives has gone to the result already."""
        if not request.positional:
            return
        machine = self.machine

        def found(value: int) -> None:
            kind, *rest = machine.value(value)
            if kind == "constant" and isinstance(rest[0], str):
                self._run(rest[0], name, request)
            elif name == "eval" and request.target >= 0:
                machine.solver.add(request.target, UNKNOWN)

        machine.solver.watch(request.positional[0][0], found)

    def _run(self, text: str, name: str, request: Request) -> None:
        frame = request.frame
        key = (frame.scope.number, request.site, text)
        if key not in self._scopes:
            here = [each for each in self._scopes if each[:2] == key[:2]]
            self._scopes[key] = _scope(text, name, frame.scope) if len(here) < _MOST_TEXTS else None
        scope = self._scopes[key]
        if scope is None:
            return
        inside = self.machine.frames.enter(scope, frame, frame.context)
        if request.target >= 0:
            self.machine.solver.link(inside.base + RETURNED, request.target)


def _scope(text: str, name: str, outer: Scope) -> Scope | None:
    """Give a scope of the same name as the one around it: what it calls is called there."""
    try:
        tree = ast.parse(text.strip())
    except (SyntaxError, ValueError, RecursionError):
        return None
    match tree.body:
        case [ast.Expr(value=value)] if name == "eval":
            body: list[ast.stmt] = [ast.copy_location(ast.Return(value), value)]
        case _:
            body = tree.body
    arguments = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    node = ast.FunctionDef("exec", arguments, body, [], lineno=outer.line)
    scope = Scope("function", outer.name, node, outer)
    if outer.kind == "module":  # what it binds, others see
        node.body.insert(0, ast.Global(sorted(names_of(body).bound) or ["_"]))
    return scope
