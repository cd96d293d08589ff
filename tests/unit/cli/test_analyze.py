from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

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
