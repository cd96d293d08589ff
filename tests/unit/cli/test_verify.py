from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.unit.report.samples import different_verdict, same_verdict
from vendorize.model.trace import Learned, Proposal

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]


def test_what_follows_the_dashes_is_the_test_command(call: Call, workflow: FakeWorkflow) -> None:
    assert call("verify", "--", "python", "-m", "pytest", "-q", "--", "x").exit_code == 0
    assert workflow.request.start == Path()
    command = ("python", "-m", "pytest", "-q", "--", "x")
    assert workflow.details == {"result": None, "command": command, "learn": False}


def test_the_project_stands_before_the_dashes(call: Call, workflow: FakeWorkflow) -> None:
    Path("app").mkdir()
    Path("out").mkdir()
    call("verify", "app", "--result", "out", "--", "pytest")
    details = {"result": Path("out"), "command": ("pytest",), "learn": False}
    assert (workflow.request.start, workflow.details) == (Path("app"), details)


def test_without_dashes_the_configuration_chooses_the_command(call: Call, workflow: FakeWorkflow) -> None:
    call("verify")
    assert workflow.details["command"] == ()


def test_dashes_without_a_command_are_refused(call: Call) -> None:
    assert call("verify", "--").exit_code == 2


def test_a_result_has_its_layout_already(call: Call) -> None:
    assert call("verify", "--result", ".", "--layout", "site").exit_code == 2


def test_a_result_must_exist(call: Call) -> None:
    assert call("verify", "--result", "nowhere").exit_code == 2


def test_learning_is_asked_for_and_proposals_are_no_finding(call: Call, workflow: FakeWorkflow) -> None:
    rule = Proposal("dep.f", "VZ201 in dep.g (dep.py:1): reads an attribute", "VZ201", "t.py::a")
    workflow.answers["verify"] = same_verdict(learned=Learned((rule,)))
    result = call("verify", "--learn", "--output-format", "json")
    assert (result.exit_code, workflow.details["learn"]) == (0, True)
    assert [each["symbol"] for each in json.loads(result.stdout)["proposals"]] == ["dep.f"]


def test_a_difference_is_a_finding_in_every_form(call: Call, workflow: FakeWorkflow) -> None:
    workflow.answers["verify"] = different_verdict()
    assert call("verify").exit_code == 1
    result = call("verify", "--output-format", "json")
    assert (result.exit_code, json.loads(result.stdout)["same"]) == (1, False)
