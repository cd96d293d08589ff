from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.unit.report.samples import different_verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]


def test_what_follows_the_dashes_is_the_test_command(call: Call, workflow: FakeWorkflow) -> None:
    assert call("verify", "--", "python", "-m", "pytest", "-q", "--", "x").exit_code == 0
    assert workflow.request.start == Path()
    assert workflow.details == {"result": None, "command": ("python", "-m", "pytest", "-q", "--", "x")}


def test_the_project_stands_before_the_dashes(call: Call, workflow: FakeWorkflow) -> None:
    Path("app").mkdir()
    Path("out").mkdir()
    call("verify", "app", "--result", "out", "--", "pytest")
    assert (workflow.request.start, workflow.details) == (Path("app"), {"result": Path("out"), "command": ("pytest",)})


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


def test_fuzz_has_a_time_of_its_own_unless_a_number_follows(call: Call, workflow: FakeWorkflow) -> None:
    Path("app").mkdir()
    for arguments, seconds in [
        ((), 0.0),
        (("--fuzz", "app"), 60.0),
        (("--fuzz", "5", "app"), 5.0),
        (("app", "--fuzz"), 60.0),
        (("--fuzz=7",), 7.0),
    ]:
        assert call("verify", *arguments).exit_code == 0
        assert workflow.request.fuzz == seconds
    assert call("verify", "--fuzz", "0").exit_code == 2


def test_replay_is_asked_for(call: Call, workflow: FakeWorkflow) -> None:
    call("verify", "--replay")
    assert workflow.request.replay
    call("verify")
    assert not workflow.request.replay
