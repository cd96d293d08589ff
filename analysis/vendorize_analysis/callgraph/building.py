"""From roots to a call graph: modules run, then every first-party function that nothing called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.machine import Machine, Options
from vendorize_analysis.callgraph.values import UNKNOWN
from vendorize_analysis.model.callgraph import CallEdge, CallGraph, CallNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize_analysis.callgraph.frames import Frame
    from vendorize_analysis.callgraph.modules import Sources
    from vendorize_analysis.callgraph.scopes import Scope


def draw(sources: Sources, roots: Sequence[str], *, sensitive: bool = True) -> CallGraph:
    """Give the call graph of everything that the root modules run and define."""
    machine = Machine(sources, Options(sensitive=sensitive))
    rooted = frozenset(roots)
    for module in sorted(rooted):
        machine.modules.run(module)
    machine.solver.drain()
    _call_the_rest(machine, rooted)
    graph = _graph(machine)
    machine.forget()
    return graph


def _call_the_rest(machine: Machine, rooted: frozenset[str]) -> None:
    """Enter every function of the roots, and every one handed to code that is not read, with unknown arguments."""
    frames, escaped = machine.frames, machine.externals.escaped
    seen, handed = 0, 0
    while seen < len(frames.all) or handed < len(escaped):
        if seen < len(frames.all):
            frame = frames.all[seen]
            seen += 1
            children = frame.scope.children if frame.scope.module in rooted else ()
            waiting = [(child, frame) for child in children if child.kind == "function" and child.number >= 0]
        else:
            waiting = [_defined(machine, value) for value in list(escaped)[handed:]]
            handed += len(waiting)
        for scope, parent in waiting:
            if scope.number not in frames.entered:
                _enter(machine, scope, parent)
                machine.solver.drain()


def _defined(machine: Machine, value: int) -> tuple[Scope, Frame]:
    """Give the scope of a function, or of a method, and the frame around it."""
    kind, *rest = machine.value(value)
    if kind == "bound":
        return _defined(machine, rest[0])
    return machine.frames.scopes[rest[0]], machine.frames.all[rest[1]]


def _enter(machine: Machine, scope: Scope, parent: Frame) -> None:
    """Run a function on unknown arguments; the first one of a method is an object of its class."""
    solver = machine.solver
    value = machine.number("function", scope.number, parent.number)
    frame = machine.frames.enter(scope, parent)
    names = list(scope.entries)
    for name, source in machine.calls.defaults.get(value, {}).items():
        solver.link(source, frame.base + scope.entries[name])
    if parent.scope.kind == "class" and scope.parameters.positional:
        first = frame.base + scope.entries[names.pop(0)]
        for receiver in _receivers(machine, parent.owner, scope):
            solver.add(first, receiver)
    for name in names:
        solver.add(frame.base + scope.entries[name], UNKNOWN)


def _receivers(machine: Machine, cls: int, scope: Scope) -> list[int]:
    wrapped = {how for how in ("classmethod", "staticmethod") if how in _decorators(scope)}
    if "staticmethod" in wrapped:
        return [UNKNOWN]
    if "classmethod" in wrapped or scope.name.endswith((".__new__", ".__init_subclass__", ".__class_getitem__")):
        return [cls]
    known = [
        value
        for other, values in machine.classes.instances.items()
        if machine.classes.inherits(other, cls)
        for value in values
    ]
    return known or [machine.number("instance", cls, -1, ())]


def _decorators(scope: Scope) -> set[str]:
    return {getattr(each, "id", "") for each in getattr(scope.node, "decorator_list", ())}


# -- the answer -------------------------------------------------------------------------------------------------


def _graph(machine: Machine) -> CallGraph:
    frames = machine.frames
    nodes: dict[str, CallNode] = {}
    for scope in frames.scopes:
        kind: str = "lambda" if scope.name.endswith(">") else scope.kind
        reached = scope.number in frames.entered
        nodes.setdefault(scope.name, CallNode(scope.name, kind, scope.module, scope.line, reached))
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
    )


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
