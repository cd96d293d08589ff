"""The page about the call graph says what the program on it really gives."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.cases.graphs import print_graph, print_possible
from vendorize_analysis.callgraph.interpreter import AbstractInterpreter
from vendorize_analysis.callgraph.lowering.modules import ModuleLowering
from vendorize_analysis.callgraph.lowering.visitors import LoweringContext
from vendorize_analysis.callgraph.solver.objects import KINDS
from vendorize_analysis.summarizing import Target

PAGE = (Path(__file__).parents[3] / "docs/analysis/callgraph.md").read_text(encoding="utf-8")


def section(name: str) -> str:
    (found,) = re.findall(rf"^<!-- {name} -->\n```\w*\n(.*?\n)```\n<!-- /{name} -->$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_page_shows_the_edges_of_its_program(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(section("program"), encoding="utf-8")
    assert print_graph(tmp_path) == section("graph")
    assert print_possible(tmp_path) == section("possible")


def test_the_page_shows_the_operations_of_a_function() -> None:
    tree = ast.parse(section("program"))
    lowering = ModuleLowering("shop", tree, LoweringContext("", Target((3, 11)), is_program=True))
    lowering.lower(lowering.scope)
    (total,) = [child for child in lowering.scope.children if child.name == "shop.total"]
    lowering.lower(total)
    assert "".join(f"{operation}\n" for operation in total.operations or ()) == section("ir")


def test_the_page_names_all_verbs_and_counts_what_it_counts() -> None:
    verbs = [name for name, value in vars(AbstractInterpreter).items() if callable(value) and not name.startswith("_")]
    assert all(f"`{name}`" in PAGE for name in verbs)
    assert f"{len(verbs)} verbs" in PAGE
    assert f"all {len(KINDS)} kinds" in PAGE
