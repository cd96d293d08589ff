"""The second search as the pipeline runs it: what it leaves out, what it remembers, and when it gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis import refinement
from vendorize_analysis.callgraph.solver import points_to
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.options import Precision

MAIN = "from dep import Used, make\nUsed().close()\nmake()\n"
DEP = """
class Used:
    def close(self): pass
class Made:
    def __init__(self): self.name = "made"
    def close(self): pass
    def other(self): pass
def make(): return Made().name
"""


class Warnings(Silent):
    """Keeps warnings."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def warned(self, message: str) -> None:
        self.said.append(message)


def project(folder: Path, main: str = MAIN) -> Path:
    (folder / "site").mkdir(exist_ok=True)
    (folder / "site" / "dep.py").write_text(DEP, encoding="utf-8")
    (folder / "main.py").write_text(main, encoding="utf-8")
    return folder / "main.py"


def analysis_of(start: Path, precision: Precision, progress: Silent | None = None) -> Analysis:
    options = AnalysisOptions(
        search_path=(start.parent / "site",), precision=precision, cache_dir=start.parent / "cache"
    )
    return analyze(start, options, progress)


def kept(found: Analysis) -> list[str]:
    summary = found.modules["dep"].summary
    assert isinstance(summary, ModuleSummary)
    parts = summary.parts
    live = [parts[index] for index in sorted(found.liveness.parts["dep"]) if parts[index].kind == "def"]
    return [f"{parts[part.parent].name}.{part.name}" if part.parent >= 0 else part.name for part in live]


def test_a_method_of_another_class_does_not_stay_for_its_name(tmp_path: Path) -> None:
    start = project(tmp_path)
    assert "Made.close" in kept(analysis_of(start, "names"))
    assert kept(analysis_of(start, "values")) == ["Used.close", "Made.__init__", "make"]


def test_the_same_question_is_answered_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = project(tmp_path)
    first = kept(analysis_of(start, "values"))
    monkeypatch.setattr(refinement, "enter_all", None)
    assert kept(analysis_of(start, "values")) == first


def test_another_literal_in_the_program_is_another_question(tmp_path: Path) -> None:
    main = f"{MAIN}import sys\ngetattr(Used if sys.argv else make(), 'close')\n"
    start = project(tmp_path, main)
    analysis_of(start, "values")
    project(tmp_path, main.replace("getattr(Used if sys.argv else make()", "getattr(__import__('dep').Made()"))
    assert "Made.close" in kept(analysis_of(start, "values"))


def test_what_takes_too_many_steps_is_left_to_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = project(tmp_path)
    monkeypatch.setattr(refinement, "MOST_STEPS", 5)
    progress = Warnings()
    assert kept(analysis_of(start, "values", progress)) == kept(analysis_of(start, "names"))
    assert any("names decide" in said for said in progress.said)


def test_where_values_take_longer_than_allowed_names_decide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points_to, "_BETWEEN_PAUSES", 1)
    start, heard = project(tmp_path), Warnings()
    options = AnalysisOptions(
        search_path=(tmp_path / "site",), precision="values", values_within=1e-9, cache_dir=tmp_path / "cache"
    )
    assert kept(analyze(start, options, heard)) == kept(analysis_of(start, "names"))
    assert heard.said == [
        "values could not be followed within 1e-09 seconds: as with --precision names, names decide what is kept"
    ]
    assert kept(analysis_of(start, "values")) != kept(analysis_of(start, "names"))
