from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.unit.planning.projects import analysis_of
from vendorize.model.report import Cost
from vendorize.planning import measure, plan
from vendorize_analysis.model.costs import HazardCosts, Lost, Site

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "app.py": "import dep.m, dep.n\ndep.m.T().go()\n",
    "dep/__init__.py": "print(open(__file__))\n",
    "dep/m.py": "class T:\n    def go(self):\n        return 1\n    def off(self):\n        return 2\n",
    "dep/n.py": '"""Say."""\ndef gone():\n    pass\nprint()\n',
}
DATA = {"dep/table.txt": "12345"}
NONE = Lost(frozenset(), {}, frozenset())


def reported(root: Path, lost: Lost, files: dict[str, str] = FILES) -> Cost | None:
    analysis = analysis_of(root, files, DATA)
    site = Site("dep", 1, "VZ501")
    analysis = replace(analysis, costs=HazardCosts({site: lost}, {"VZ501": lost}, {("dep", "VZ501"): lost}))
    report = measure(analysis, plan(analysis, layout="site"))
    ((hazard,),) = [each.hazards for each in report.distributions]
    assert [dict(each.hazard_costs or ()) for each in report.distributions] == [{"VZ501": hazard.cost}]
    assert report.hazard_costs == (("VZ501", hazard.cost),)
    return hazard.cost


def test_a_lost_member_costs_its_lines(tmp_path: Path) -> None:
    expected = len("    def go(self):\n        return 1\n")
    assert reported(tmp_path, Lost(frozenset(), {"dep.m": frozenset({1})}, frozenset())) == Cost(1, 1, expected)


def test_a_lost_class_costs_what_was_kept_of_it(tmp_path: Path) -> None:
    expected = len("class T:\n    def go(self):\n        return 1\n")
    assert reported(tmp_path, Lost(frozenset(), {"dep.m": frozenset({0, 1})}, frozenset())) == Cost(2, 1, expected)


def test_a_lost_module_costs_what_was_kept_of_it(tmp_path: Path) -> None:
    expected = len('"""Say."""\nprint()\n')
    assert reported(tmp_path, Lost(frozenset({"dep.n"}), {"dep.n": frozenset({2})}, frozenset())) == Cost(
        2, 0, expected
    )


def test_data_files_count_as_bytes(tmp_path: Path) -> None:
    assert reported(tmp_path, Lost(frozenset(), {}, frozenset({"dep"}))) == Cost(0, 0, 5)


def test_own_code_costs_nothing(tmp_path: Path) -> None:
    assert reported(tmp_path, Lost(frozenset({"app"}), {"app": frozenset({0})}, frozenset({""}))) == Cost()


def test_without_costs_nothing_is_said(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES, DATA)
    report = measure(analysis, plan(analysis, layout="site"))
    assert report.hazard_costs is None
    assert all(hazard.cost is None for each in report.distributions for hazard in each.hazards)
