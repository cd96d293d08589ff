"""Code in strings that flow to `eval` and `exec`: lowered as a scope inside the one that asks for it."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.ir.operations import RETURNED
from vendorize_analysis.callgraph.ir.scopes import CodeScope
from vendorize_analysis.callgraph.lowering.names import names_of
from vendorize_analysis.callgraph.models.arguments import give, give_held
from vendorize_analysis.callgraph.solver.objects import UNKNOWN, ConstantObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model

_MOST_TEXTS: Final = 8


def _run(interp: AbstractInterpreter, site: CallSite, *, name: str) -> None:
    """Run whatever text the first argument holds; what a literal gives has gone to the result already."""
    if not site.positional:
        return

    def found(value: int) -> None:
        known = interp.objects[value]
        if isinstance(known, ConstantObject) and isinstance(known.value, str):
            _run_text(interp, known.value, name, site)
        elif name == "eval":
            give(interp, site, UNKNOWN)

    interp.solver.listen(site.positional[0][0], found)


def _run_text(interp: AbstractInterpreter, text: str, name: str, site: CallSite) -> None:
    frame, texts = site.frame, interp.heap.callables.texts
    key = (frame.scope.number, site.site, text)
    if key not in texts:
        here = [each for each in texts if each[:2] == key[:2]]
        texts[key] = _scope(text, name, frame.scope) if len(here) < _MOST_TEXTS else None
    scope = texts[key]
    if scope is not None:
        inside = interp.enter(scope, frame, frame.context)
        give_held(interp, site, inside.base + RETURNED)


def _scope(text: str, name: str, outer: CodeScope) -> CodeScope | None:
    """Return a scope of the same name as the one around it: what it calls is called there."""
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
    scope = CodeScope("function", outer.name, node, outer)
    if outer.kind == "module":  # what it binds, others see
        node.body.insert(0, ast.Global(sorted(names_of(body).bound) or ["_"]))
    return scope


BUILTINS: Final[dict[str, Model]] = {name: partial(_run, name=name) for name in ("eval", "exec")}
