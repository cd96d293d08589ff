"""From roots to a call graph: modules run, then every first-party function that nothing called."""

from __future__ import annotations

import ast
from contextlib import closing
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.composition import Options, ProgramInterpreter
from vendorize_analysis.callgraph.escape.entry_points import EntryPoints
from vendorize_analysis.callgraph.escape.open_world import OpenWorld
from vendorize_analysis.callgraph.lowering.names import statements_in
from vendorize_analysis.model.callgraph import CallEdge, CallGraph, CallNode, Entered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vendorize_analysis.callgraph.lowering.sources import Sources
    from vendorize_analysis.model.callgraph import Hint


def draw(
    sources: Sources,
    roots: Sequence[str],
    *,
    options: Options | None = None,
    hints: Mapping[str, Hint] | None = None,
) -> CallGraph:
    """Return the call graph of everything that the root modules run and define.

    With hints it also follows what calls and attributes of unknown objects may lead to, as far as there are such
    objects. `is_complete` of the graph is False where the work took more than `options.most_steps`.
    """
    with closing(_solve(sources, roots, options or Options(), hints)) as interp:
        return _graph(interp)


def enter(sources: Sources, roots: Sequence[str], *, options: Options, hints: Mapping[str, Hint]) -> Entered:
    """Return which bodies values lead to, of all that the root modules run and define; hints as for `draw`."""
    with closing(_solve(sources, roots, options, hints)) as interp:
        return _entered(interp)


def _entered(interp: ProgramInterpreter) -> Entered:
    frames, classes = interp.heap.frames, interp.heap.classes
    bodies: dict[str, set[int]] = {}
    for scope in (frames.scopes[number] for number in frames.entered):
        bodies.setdefault(scope.module, set()).add(scope.line)
    asked = ((classes.scope(cls), name) for cls, name in classes.asked)
    return Entered(
        bodies={module: tuple(sorted(lines)) for module, lines in sorted(bodies.items())},
        asked=frozenset((scope.module, scope.line, name) for scope, name in asked),
        complete=interp.solver.is_complete,
    )


def _solve(
    sources: Sources, roots: Sequence[str], options: Options, hints: Mapping[str, Hint] | None
) -> ProgramInterpreter:
    interp = ProgramInterpreter(sources, frozenset(roots), options, opened=hints is not None)
    for module in sorted(set(roots)):
        interp.run_module(module)
    interp.solver.drain()
    entry_points = EntryPoints(interp)
    entry_points.run()
    if hints is not None:
        OpenWorld(interp, entry_points, hints).run()
    return interp


# -- the answer -------------------------------------------------------------------------------------------------


def _graph(interp: ProgramInterpreter) -> CallGraph:
    frames = interp.heap.frames
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
        for (scope, callee, line), certain in interp.edges.calls.items()
    }
    edges |= {
        CallEdge(body, other, "run", nodes[body].module, line, certain=True)
        for (body, other), line in interp.edges.runs.items()
    }
    edges |= set(_by_name(interp))
    for edge in sorted(edges):
        if edge.callee not in nodes:
            kind = "builtin" if edge.callee.startswith("<builtin>.") else "external"
            nodes[edge.callee] = CallNode(edge.callee, kind, "", 0, reached=False)
    return CallGraph(
        nodes=tuple(sorted(nodes.values())),
        edges=tuple(sorted(edges)),
        open_calls=tuple(sorted({(scope.name, scope.module, line) for scope, line in interp.edges.unresolved})),
        is_complete=interp.solver.is_complete,
    )


def _nested(node: ast.AST, name: str, module: str) -> Iterator[CallNode]:
    """Return the functions and classes inside of one that was never entered."""
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


def _by_name(interp: ProgramInterpreter) -> Iterator[CallEdge]:
    """Return edges to every member of a name that something unknown was asked for."""
    members: dict[str, list[str]] = {}
    for known in interp.heap.classes.all.values():
        for child in known.frame.scope.children:
            if child.kind == "function":
                members.setdefault(child.name.rpartition(".")[2], []).append(child.name)
    for scope, name, line in interp.edges.asked:
        for callee in members.get(name, ()):
            if (scope, callee, line) not in interp.edges.calls:
                yield CallEdge(scope.name, callee, "call", scope.module, line, certain=False)
