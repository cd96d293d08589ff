"""The answer of `graph`: text, JSON, the form of PyCG, and the language of Graphviz."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from vendorize.report.lines import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.graph import Graph
    from vendorize_analysis.model.callgraph import CallEdge, CallNode

SCHEMA = 1


def graph_object(graph: Graph) -> dict[str, Any]:
    """Return all of it for JSON; edges of one caller and callee at several lines are one, with all of these."""
    merged: dict[tuple[str, str, str], list[CallEdge]] = {}
    for edge in graph.edges:
        merged.setdefault((edge.caller, edge.callee, edge.kind), []).append(edge)
    return {
        "schema": SCHEMA,
        "project": {"name": graph.project, "python": graph.python},
        "scope": graph.scope,
        "nodes": [_node_object(graph, node) for node in graph.nodes],
        "edges": [
            {
                "caller": caller,
                "callee": callee,
                "kind": kind,
                "confidence": "certain" if any(edge.certain for edge in edges) else "possible",
                "sites": [f"{graph.paths.get(edge.module, edge.module)}:{edge.line}" for edge in edges],
            }
            for (caller, callee, kind), edges in merged.items()
        ],
        "open_sites": [
            {"caller": caller, "site": f"{graph.paths.get(module, module)}:{line}"}
            for caller, module, line in graph.open_calls
        ],
    }


def _node_object(graph: Graph, node: CallNode) -> dict[str, Any]:
    site = {"path": graph.paths.get(node.module, node.module), "line": node.line} if node.line else {}
    return {"name": node.name, "kind": node.kind, **site}


def pycg(graph: Graph) -> str:
    """Return the certain calls as a JSON object of caller to sorted callees.

    Format: Salis and others, PyCG (ICSE 2021). What runs a module or class body is no call there.
    """
    callees: dict[str, set[str]] = {
        node.name: set() for node in graph.nodes if node.kind in {"module", "function", "lambda"}
    }
    for edge in graph.edges:
        if edge.certain and edge.kind == "call":
            callees.setdefault(edge.caller, set()).add(edge.callee)
            callees.setdefault(edge.callee, set())
    return json.dumps({caller: sorted(found) for caller, found in sorted(callees.items())}, indent=2)


def dot(graph: Graph) -> str:
    """Return the graph for Graphviz; what is only possible is dashed."""
    drawn: dict[tuple[str, str], bool] = {}
    for edge in graph.edges:
        key = (edge.caller, edge.callee)
        drawn[key] = drawn.get(key, False) or edge.certain
    lines = [f"  {_quoted(node.name)};" for node in graph.nodes if node.kind not in {"builtin", "external"}]
    for (caller, callee), certain in drawn.items():
        style = "" if certain else " [style=dashed]"
        lines.append(f"  {_quoted(caller)} -> {_quoted(callee)}{style};")
    return "\n".join(["digraph calls {", "  rankdir=LR;", *lines, "}"])


def _quoted(name: str) -> str:
    return '"' + printable(name).replace("\\", "\\\\").replace('"', '\\"') + '"'


def text(graph: Graph) -> str:
    """Return the graph for people: each caller with what it calls."""
    return "\n".join([*_text_lines(graph), "", _summary(graph)])


def _text_lines(graph: Graph) -> Iterator[str]:
    caller = ""
    certain = {(edge.caller, edge.callee) for edge in graph.edges if edge.certain}
    shown: set[tuple[str, str]] = set()
    for edge in graph.edges:
        if edge.kind != "call" or (edge.caller, edge.callee) in shown:
            continue
        shown.add((edge.caller, edge.callee))
        if edge.caller != caller:
            caller = edge.caller
            yield printable(caller)
        sign = "→" if (edge.caller, edge.callee) in certain else "⇢"
        yield printable(f"  {sign} {edge.callee}  {graph.paths.get(edge.module, edge.module)}:{edge.line}")


def _summary(graph: Graph) -> str:
    pairs = {(edge.caller, edge.callee) for edge in graph.edges if edge.kind == "call"}
    certain = {(edge.caller, edge.callee) for edge in graph.edges if edge.kind == "call" and edge.certain}
    functions = sum(node.kind in {"function", "lambda"} for node in graph.nodes)
    return (
        f"{functions} functions, {len(pairs)} edges: {len(certain)} certain (→), {len(pairs) - len(certain)} possible "
        f"(⇢); {len(graph.open_calls)} calls of something unknown"
        f"{'' if graph.is_complete else '; too large to follow to the end: what is missing is possible'}"
    )
