from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.unit.report.samples import different_verdict
from vendorize.model.request import Repair

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]


def test_what_follows_the_dashes_is_the_test_command(call: Call, workflow: FakeWorkflow) -> None:
    assert call("verify", "--", "python", "-m", "pytest", "-q", "--", "x").exit_code == 0
    assert workflow.request.start == Path()
    command = ("python", "-m", "pytest", "-q", "--", "x")
    assert workflow.details == {"result": None, "command": command, "repair": None}


def test_the_project_stands_before_the_dashes(call: Call, workflow: FakeWorkflow) -> None:
    Path("app").mkdir()
    Path("out").mkdir()
    call("verify", "app", "--result", "out", "--", "pytest")
    assert workflow.request.start == Path("app")
    assert workflow.details == {"result": Path("out"), "command": ("pytest",), "repair": None}


def test_without_dashes_the_configuration_chooses_the_command(call: Call, workflow: FakeWorkflow) -> None:
    call("verify")
    assert workflow.details["command"] == ()


def test_dashes_without_a_command_are_refused(call: Call) -> None:
    assert call("verify", "--").exit_code == 2


def test_a_result_has_its_layout_already(call: Call) -> None:
    assert call("verify", "--result", ".", "--layout", "site").exit_code == 2


def test_a_result_must_exist(call: Call) -> None:
    assert call("verify", "--result", "nowhere").exit_code == 2


def test_a_difference_is_a_finding_in_every_form(call: Call, workflow: FakeWorkflow) -> None:
    workflow.answers["verify"] = different_verdict()
    assert call("verify").exit_code == 1
    result = call("verify", "--output-format", "json")
    assert (result.exit_code, json.loads(result.stdout)["same"]) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "repair"),
    [
        (["--repair"], Repair(3)),
        (["--repair", "5"], Repair(5)),
        (["--repair=2", "--write"], Repair(2, write=True)),
        (["--repair", "."], Repair(3)),
        (["--repair", "--write", "."], Repair(3, write=True)),
    ],
)
def test_repair_has_a_number_of_rounds_that_may_be_left_out(
    call: Call, workflow: FakeWorkflow, arguments: list[str], repair: Repair
) -> None:
    assert call("verify", *arguments).exit_code == 0
    assert (workflow.details["repair"], workflow.request.start) == (repair, Path())


def test_there_is_nothing_to_write_without_repair(call: Call) -> None:
    assert call("verify", "--write").exit_code == 2
    assert call("verify", "--repair", "0").exit_code == 2
