from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.planning.calls import trace_calls
from vendorize_analysis.graphing import draw_graph
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import helper

def run(thing):
    thing.close()

helper.start()
"""
HELPER = """
class A:
    def close(self): pass

def start():
    middle()
    B()

def middle():
    A().close()

class B:
    def close(self): pass

def never(): pass
"""


def way(folder: Path, symbol: str) -> list[tuple[str, bool]]:
    (folder / "site").mkdir()
    (folder / "app.py").write_text(PROGRAM, encoding="utf-8")
    (folder / "site" / "helper.py").write_text(HELPER, encoding="utf-8")
    analysis = analyze(folder / "app.py", AnalysisOptions(search_path=(folder / "site",), use_cache=False))
    return [(step.symbol, step.certain) for step in trace_calls(analysis, draw_graph(analysis, "all"), symbol)]


def test_a_longer_way_of_certain_calls_comes_before_a_short_one_by_name(tmp_path: Path) -> None:
    assert way(tmp_path, "helper:A.close") == [
        ("app", True),
        ("helper.start", True),
        ("helper.middle", True),
        ("helper.A.close", True),
    ]


def test_where_only_a_name_leads_it_says_so(tmp_path: Path) -> None:
    assert way(tmp_path, "helper.B.close") == [("app.run", True), ("helper.B.close", False)]


def test_what_nothing_calls_has_no_way(tmp_path: Path) -> None:
    assert way(tmp_path, "helper.never") == []
