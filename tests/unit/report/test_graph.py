from __future__ import annotations

import json

from tests.unit.report.samples import call_graph
from vendorize.report import graph


def test_pycg_has_certain_calls_only_and_every_function() -> None:
    assert json.loads(graph.pycg(call_graph())) == {
        "<builtin>.print": [],
        "app": ["app.run"],
        "app.A.close": [],
        "app.run": ["<builtin>.print"],
    }


def test_json_says_how_sure_an_edge_is_and_where() -> None:
    answer = graph.graph_object(call_graph())
    edges = {(edge["caller"], edge["callee"]): edge for edge in answer["edges"]}
    assert edges["app", "app.run"]["sites"] == ["app.py:9", "app.py:10"]
    assert edges["app", "app.run"]["confidence"] == "certain"
    assert edges["app.run", "app.A.close"]["confidence"] == "possible"
    assert answer["open_sites"] == [{"caller": "app.run", "site": "app.py:2"}]


def test_dot_draws_possible_edges_dashed_and_quotes_names() -> None:
    text = graph.dot(call_graph())
    assert '"app.run" -> "app.A.close" [style=dashed];' in text
    assert '"app.run" -> "<builtin>.print";' in text


def test_text_ends_with_the_figures() -> None:
    assert graph.text(call_graph()).endswith(
        "2 functions, 3 edges: 2 certain (→), 1 possible (⇢); 1 calls of something unknown"
    )
