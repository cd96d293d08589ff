"""The way by calls from the project to a symbol: certain edges of the call graph as far as there are any."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from vendorize.model.report import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.callgraph import CallEdge, CallGraph


def trace_calls(analysis: Analysis, graph: CallGraph, symbol: str) -> tuple[Step, ...]:
    """Return the way with the fewest possible edges, the shortest of these; nothing where there is none.

    A way to a module or class may end anywhere in it.
    """
    wanted = symbol.replace(":", ".")
    edges: dict[str, list[CallEdge]] = {}
    for each in graph.edges:
        edges.setdefault(each.caller, []).append(each)
    first = {module.name for module in analysis.project.modules}
    starts = sorted({node.name for node in graph.nodes if node.module in first} | first)
    came: dict[str, CallEdge | None] = {}
    waiting: list[tuple[int, int, str, CallEdge | None]] = [(0, 0, name, None) for name in starts]
    heapq.heapify(waiting)
    while waiting:
        doubts, length, name, edge = heapq.heappop(waiting)
        if name in came:
            continue
        came[name] = edge
        if name == wanted or name.startswith(f"{wanted}."):
            return _steps(analysis, came, name)
        for out in edges.get(name, ()):
            if out.callee not in came:
                heapq.heappush(waiting, (doubts + (not out.certain), length + 1, out.callee, out))
    return ()


def _steps(analysis: Analysis, came: Mapping[str, CallEdge | None], name: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    edge = came[name]
    while edge is not None:
        module = analysis.modules.get(edge.module)
        path = module.relative if module else edge.module
        steps.append(Step(edge.callee, path, edge.line, edge.kind, edge.certain, text=_line(analysis, edge)))
        name = edge.caller
        edge = came[name]
    return (Step(name, "", 0, "root", certain=True), *reversed(steps))


def _line(analysis: Analysis, edge: CallEdge) -> str:
    module = analysis.modules.get(edge.module)
    if module is None:
        return ""
    try:
        lines = module.path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[edge.line - 1].strip() if 0 < edge.line <= len(lines) else ""
