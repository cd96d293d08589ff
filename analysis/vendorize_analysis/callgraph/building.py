"""From roots to a call graph: modules run, then every first-party function that nothing called."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.entering import Entering
from vendorize_analysis.callgraph.machine import Machine, Options
from vendorize_analysis.callgraph.opening import Opening
from vendorize_analysis.callgraph.scoping import statements_in
from vendorize_analysis.model.callgraph import CallEdge, CallGraph, CallNode, Entered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vendorize_analysis.callgraph.modules import Sources
    from vendorize_analysis.model.callgraph import Hint


def draw(
    sources: Sources,
    roots: Sequence[str],
    *,
    options: Options | None = None,
    hints: Mapping[str, Hint] | None = None,
) -> CallGraph:
    """Give the call graph of everything that the root modules run and define.

    With hints it also follows what open places may lead to, as far as there are such objects.
    """
    machine = _solve(sources, roots, options or Options(), hints)
    graph = _graph(machine)
    machine.forget()
    return graph


def enter(sources: Sources, roots: Sequence[str], *, options: Options, hints: Mapping[str, Hint]) -> Entered:
    """Give what of everything that the root modules run and define values lead to."""
    machine = _solve(sources, roots, options, hints)
    bodies: dict[str, set[int]] = {}
    for number in machine.frames.entered:
        scope = machine.frames.scopes[number]
        bodies.setdefault(scope.module, set()).add(scope.line)
    classes = machine.classes
    asked = ((classes.scope(cls), name) for cls, name in classes.asked)
    found = Entered(
        bodies={module: tuple(sorted(lines)) for module, lines in sorted(bodies.items())},
        asked=frozenset((scope.module, scope.line, name) for scope, name in asked),
        complete=machine.solver.is_complete,
    )
    machine.forget()
    return found


def _solve(sources: Sources, roots: Sequence[str], options: Options, hints: Mapping[str, Hint] | None) -> Machine:
    machine = Machine(sources, options)
    machine.losing.is_active = hints is not None
    rooted = machine.modules.rooted = frozenset(roots)
    for module in sorted(rooted):
        machine.modules.run(module)
    machine.solver.drain()
    entering = Entering(machine, rooted)
    entering.run()
    if hints is not None:
        Opening(machine, entering, hints).run()
    return machine


# -- the answer -------------------------------------------------------------------------------------------------


def _graph(machine: Machine) -> CallGraph:
    frames = machine.frames
    nodes: dict[str, CallNode] = {}
    for scope in frames.scopes:
        kind: str = "lambda" if scope.name.endswith(">") else scope.kind
        reached = scope.number in frames.entered
        nodes.setdefault(scope.name, CallNode(scope.name, kind, scope.module, scope.line, reached))
        if not reached:
            for node in _nested(scope.node, scope.name, scope.module):
                nodes.setdefault(node.name, node)
    edges = {
        CallEdge(scope.name, callee, "call", scope.module, line, certain)
        for (scope, callee, line), certain in machine.edges.calls.items()
    }
    edges |= {
        CallEdge(body, other, "run", nodes[body].module, line, certain=True)
        for (body, other), line in machine.edges.runs.items()
    }
    edges |= set(_by_name(machine))
    for edge in sorted(edges):
        if edge.callee not in nodes:
            kind = "builtin" if edge.callee.startswith("<builtin>.") else "external"
            nodes[edge.callee] = CallNode(edge.callee, kind, "", 0, reached=False)
    return CallGraph(
        nodes=tuple(sorted(nodes.values())),
        edges=tuple(sorted(edges)),
        open_calls=tuple(sorted({(scope.name, scope.module, line) for scope, line in machine.edges.unknown})),
        is_complete=machine.solver.is_complete,
    )


def _nested(node: ast.AST, name: str, module: str) -> Iterator[CallNode]:
    """Give the functions and classes inside of one that was never entered."""
    waiting: list[ast.AST] = list(statements_in(node))
    while waiting:
        each = waiting.pop()
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            dotted = f"{name}.{each.name}"
            kind = "class" if isinstance(each, ast.ClassDef) else "function"
            yield CallNode(dotted, kind, module, each.lineno, reached=False)
            yield from _nested(each, dotted, module)
        else:
            waiting += statements_in(each)


def _by_name(machine: Machine) -> Iterator[CallEdge]:
    """Give edges to every member of a name that something unknown was asked for."""
    members: dict[str, list[str]] = {}
    for known in machine.classes.all.values():
        for child in known.frame.scope.children:
            if child.kind == "function":
                members.setdefault(child.name.rpartition(".")[2], []).append(child.name)
    for scope, name, line in machine.edges.asked:
        for callee in members.get(name, ()):
            if (scope, callee, line) not in machine.edges.calls:
                yield CallEdge(scope.name, callee, "call", scope.module, line, certain=False)
