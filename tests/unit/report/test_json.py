from __future__ import annotations

import json
from dataclasses import replace

from tests.unit.report.samples import distribution, report
from vendorize.report.json import dump, report_object
from vendorize_analysis.model.analysis import Seconds


def test_the_fields_of_the_contract_are_there() -> None:
    answer = report_object(report())
    wanted = ["schema", "project", "distributions", "totals", "roots", "seconds", "files"]
    assert [key for key in answer if key in wanted] == wanted
    assert answer["project"] == {"name": "demo", "root": "demo", "python": "3.11.7", "taken_as": ""}
    assert list(answer["seconds"]) == ["total", "parse", "summarize", "link", "reach"]
    assert answer["files"] == {"read": 210, "lines": 40_000, "cached": 190}
    assert answer["totals"]["distributions"] == {"total": 4, "after": 3}


def test_the_fields_of_a_distribution_are_those_of_the_contract() -> None:
    fields = (
        "name version direct required_by verdict why licenses native dropped modules functions lines bytes "
        "used_symbols capabilities capabilities_before hazards "
        "installed_bytes used_at imports guarded undeclared"
    )
    for each in report_object(report())["distributions"]:
        assert list(each) == fields.split()
        assert each["functions"] == {"total": 322, "kept": 123}


def test_sums_have_both_names() -> None:
    assert report_object(report())["totals"]["functions"] == {"total": 1400, "kept": 420, "after": 420}


def test_hazards_are_sorted_by_place() -> None:
    (urllib3,) = [each for each in report_object(report())["distributions"] if each["name"] == "urllib3"]
    assert [(each["path"], each["line"]) for each in urllib3["hazards"]] == [
        ("urllib3/a.py", 3),
        ("urllib3/a.py", 9),
        ("urllib3/b.py", 7),
    ]
    assert list(urllib3["hazards"][0]) == ["code", "path", "line", "message"]


def test_kept_symbols_are_there_only_when_asked_for() -> None:
    without, with_them = distribution("a"), distribution("a", kept=("a:z", "a:b"))
    answer = report_object(report(distributions=(without, with_them)))["distributions"]
    assert ("kept" in answer[0], answer[1]["kept"]) == (False, ["a:b", "a:z"])


def test_all_but_the_seconds_is_the_same_twice() -> None:
    first = report_object(report(roots=("b", "a"), seconds=Seconds()))
    second = report_object(replace(report(roots=("a", "b")), seconds=Seconds()))
    assert dump(first) == dump(second)


def test_json_is_plain_ascii_that_ends_its_line() -> None:
    text = dump(report_object(report(project="größe")))
    assert text.isascii()
    assert text.endswith("}\n")
    assert json.loads(text)["project"]["name"] == "größe"
