from __future__ import annotations

from tests.unit.report import samples
from vendorize.model.report import Cost, Report, ReportedHazard
from vendorize.report import markdown, text
from vendorize.report.costs import MOST_SITES, cost_lines
from vendorize.report.json import report_object
from vendorize.report.look import Look

DEAR, CHEAP, FREE = Cost(20, 12, 9_100), Cost(3, 1, 200), Cost()


def priced(*costs: Cost) -> Report:
    hazards = tuple(ReportedHazard("dep/a.py", line, "VZ201", "x", cost) for line, cost in enumerate(costs, 1))
    dep = samples.distribution("dep", hazards=hazards, hazard_costs=(("VZ201", DEAR),))
    return samples.report(distributions=(dep,), hazard_costs=(("VZ101", FREE), ("VZ201", DEAR)))


def test_the_dearest_stands_first_and_what_is_free_is_counted() -> None:
    assert list(cost_lines(priced(CHEAP, FREE, DEAR), times="x", every=False)) == [
        "VZ201 x3    12 functions, 20 parts, 9.1 kB",
        "VZ101 x0    nothing",
        "VZ201 dep/a.py:3 (dep): 12 functions, 20 parts, 9.1 kB",
        "VZ201 dep/a.py:1 (dep): 1 function, 3 parts, 200 B",
        "1 site: nothing is kept because of one of them alone",
    ]


def test_all_sites_are_named_only_where_all_are_asked_for() -> None:
    report = priced(*[CHEAP] * (MOST_SITES + 2))
    short = list(cost_lines(report, times="x", every=False))
    assert short[-1] == "2 more sites: -v shows all"
    assert len(list(cost_lines(report, times="x", every=True))) == 2 + MOST_SITES + 2


def test_text_and_markdown_show_costs_only_where_somebody_asked() -> None:
    for form in (lambda report: text.render(report, Look()), markdown.render):
        assert "What hazards keep alone" in form(priced(DEAR))
        assert "What hazards keep alone" not in form(samples.report())


def test_json_has_costs_beside_the_fields_of_the_contract() -> None:
    (dep,) = report_object(priced(DEAR))["distributions"]
    assert dep["hazards"] == [
        {
            "code": "VZ201",
            "path": "dep/a.py",
            "line": 1,
            "message": "x",
            "cost": {"parts": 20, "functions": 12, "bytes": 9_100},
        }
    ]
    assert dep["hazard_costs"] == {"VZ201": {"parts": 20, "functions": 12, "bytes": 9_100}}
    plain = report_object(samples.report())
    assert "hazard_costs" not in plain
    assert all("cost" not in hazard for each in plain["distributions"] for hazard in each["hazards"])
