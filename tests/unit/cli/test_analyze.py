from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.schemas import conform
from tests.unit.audit.records_of import encoded, record
from tests.unit.report.samples import distribution, report
from vendorize.model.report import Before, ReportedHazard, Totals

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]


def test_json_is_one_object_and_nothing_else(call: Call) -> None:
    answer = json.loads(call("analyze", "--output-format", "json").stdout)
    assert (answer["schema"], answer["project"]["name"]) == (1, "demo")


def test_kept_symbols_are_asked_for(call: Call, workflow: FakeWorkflow) -> None:
    call("analyze", "--kept-symbols")
    assert workflow.request.kept_symbols


@pytest.mark.parametrize(("limit", "code"), [("30", 0), ("29.9", 1), ("100", 0), ("0", 1)])
def test_a_passed_budget_is_a_finding_in_every_form(call: Call, limit: str, code: int) -> None:
    for form in ("text", "json", "markdown"):
        result = call("analyze", "--max-kept", limit, "--output-format", form)
        assert result.exit_code == code
        assert ("finding: 30.0% of the third-party functions" in result.stderr) == bool(code)


def test_a_budget_of_nothing_is_met_by_nothing(call: Call, workflow: FakeWorkflow) -> None:
    workflow.answers["analyze"] = report(distributions=(), totals=Totals(*[Before()] * 5))
    assert call("analyze", "--max-kept", "0").exit_code == 0


def test_a_hazard_that_shall_fail_is_a_finding(call: Call) -> None:
    result = call("analyze", "--fail-on", "vz201", "--fail-on", "VZ301")
    assert result.exit_code == 1
    assert result.stderr == "finding: VZ201 in urllib3, urllib3/b.py:7: getattr with a computed name\n"
    assert call("analyze", "--fail-on", "VZ301").exit_code == 0


def test_a_hazard_in_first_party_code_counts_too(call: Call, workflow: FakeWorkflow) -> None:
    hazard = ReportedHazard("app.py", 1, "VZ301", "exec")
    workflow.answers["analyze"] = report(distributions=(distribution("a"),), hazards=(hazard,))
    assert call("analyze", "--fail-on", "VZ301").exit_code == 1


def test_exit_zero_hides_the_finding_from_the_exit_code_only(call: Call) -> None:
    result = call("analyze", "--max-kept", "1", "--exit-zero")
    assert (result.exit_code, "finding:" in result.stderr) == (0, True)


def test_what_only_check_finds_is_no_hazard(call: Call) -> None:
    result = call("analyze", "--fail-on", "VZ805")
    assert result.exit_code == 2
    assert "`vendorize check` finds it" in result.stderr


def test_a_code_that_does_not_exist_is_refused(call: Call) -> None:
    result = call("analyze", "--fail-on", "VZ999")
    assert (result.exit_code, "no rule has the code 'VZ999'" in result.stderr) == (2, True)


@pytest.mark.parametrize("more", [("--advise",), ("--output-format", "json"), ("--output-format", "html")])
def test_a_tree_is_a_text_of_its_own(call: Call, more: tuple[str, ...]) -> None:
    shown = call("analyze", "--tree", *more)
    assert shown.exit_code == 2
    assert more[-1] in shown.stderr


def test_distributions_are_shown_in_the_order_asked_for(call: Call) -> None:
    for order, first in (("name", "numpy"), ("hazards", "urllib3")):
        answer = json.loads(call("analyze", "--sort", order, "--output-format", "json").stdout)
        assert answer["distributions"][0]["name"] == first


def test_only_some_are_shown_and_the_sums_are_those_of_all(call: Call) -> None:
    answer = json.loads(call("analyze", "--only", "URLLIB3", "--only", "wheel", "--output-format", "json").stdout)
    assert [each["name"] for each in answer["distributions"]] == ["urllib3", "wheel"]
    assert {each["distribution"] for each in answer["advice"]} <= {"urllib3", "wheel"}
    assert answer["totals"]["distributions"]["total"] == 4


@pytest.mark.parametrize(
    ("name", "said"), [("reqests", "did you mean requests?"), ("zzz", "there are numpy, requests")]
)
def test_a_mistyped_distribution_is_corrected(call: Call, name: str, said: str) -> None:
    shown = call("analyze", "--only", name)
    assert shown.exit_code == 2
    assert said in shown.stderr


def test_advice_is_there_in_every_form(call: Call) -> None:
    assert "1. " in call("analyze", "--advise").stdout
    assert "Worth doing" in call("analyze").stdout
    assert "## Worth doing" in call("analyze", "--output-format", "markdown").stdout
    assert json.loads(call("analyze", "--advise", "json").stdout)["advice"]
    assert "\n1. **remove" in call("analyze", "--advise", "markdown").stdout


def test_a_project_may_have_the_name_of_a_form(call: Call, workflow: FakeWorkflow) -> None:
    Path("json").mkdir()
    assert "1. " in call("analyze", "--advise", "json").stdout
    assert workflow.request.start == Path("json")


def test_advisories_are_told_by_release_in_every_form(call: Call, tmp_path: Path) -> None:
    (tmp_path / "osv").mkdir()
    for number, name in (("PYSEC-1", "Requests"), ("PYSEC-2", "urllib3"), ("PYSEC-3", "another")):
        (tmp_path / f"osv/{number}.json").write_bytes(encoded(record(number, name)))
    answer = json.loads(call("analyze", "--osv", "osv", "--output-format", "json").stdout)
    conform("analyze", answer)
    assert [each["id"] for each in answer["advisories"]] == ["PYSEC-1", "PYSEC-2"]
    (advice,) = [each for each in answer["advice"] if each["distribution"] == "requests"]
    assert [each["id"] for each in advice["gain"]["advisories"]] == ["PYSEC-1", "PYSEC-2"]
    for view in ((), ("--advise",), ("--output-format", "markdown")):
        assert "2 advisories are about installed releases" in call("analyze", "--osv", "osv", *view).stdout
    only = json.loads(call("analyze", "--osv", "osv", "--only", "urllib3", "--output-format", "json").stdout)
    assert [each["id"] for each in only["advisories"]] == ["PYSEC-2"]
    asked = json.loads(call("analyze", "--output-format", "json").stdout)
    assert asked["advisories"] is None
    assert {each["gain"]["advisories"] for each in asked["advice"]} == {None}


def test_records_that_cannot_be_read_end_it_before_the_analysis(
    call: Call, workflow: FakeWorkflow, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text("{")
    done = call("analyze", "--osv", "bad.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "bad.json" in done.stderr
    assert workflow.calls == []


def test_a_report_keeps_to_eighty_columns(call: Call) -> None:
    for view in ((), ("--advise",), ("--only", "requests")):
        lines = call("analyze", *view).stdout.splitlines()
        assert [line for line in lines if len(line) > 80 and "vendorize " not in line] == []
