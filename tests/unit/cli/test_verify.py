from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.unit.report.samples import different_verdict, same_verdict
from vendorize.model.request import Repair, VerifyOptions
from vendorize.model.trace import Learned, Proposal

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]


def test_what_follows_the_dashes_is_the_test_command(call: Call, workflow: FakeWorkflow) -> None:
    assert call("verify", "--", "python", "-m", "pytest", "-q", "--", "x").exit_code == 0
    assert workflow.request.start == Path()
    assert workflow.request.verify.command == ("python", "-m", "pytest", "-q", "--", "x")


def test_the_project_stands_before_the_dashes(call: Call, workflow: FakeWorkflow) -> None:
    Path("app").mkdir()
    Path("out").mkdir()
    call("verify", "app", "--result", "out", "--", "pytest")
    assert (workflow.request.start, workflow.details) == (Path("app"), {"result": Path("out")})
    assert workflow.request.verify.command == ("pytest",)


def test_without_dashes_the_configuration_chooses_the_command(call: Call, workflow: FakeWorkflow) -> None:
    call("verify")
    assert workflow.request.verify == VerifyOptions()


def test_how_the_tests_run_is_handed_on(call: Call, workflow: FakeWorkflow) -> None:
    call("verify", "--runs", "3", "--timeout", "60", "--no-network", "--record", "r.json", "--", "make", "test")
    asked = VerifyOptions(("make", "test"), runs=3, timeout=60, network=False, record=Path("r.json"))
    assert workflow.request.verify == asked
    assert call("verify", "--runs", "0").exit_code == 2


def test_the_record_is_written_beside_the_answer(call: Call) -> None:
    assert call("verify", "--record", "kept/record.json").exit_code == 0
    record = json.loads(Path("kept/record.json").read_text(encoding="utf-8"))
    assert [each["test"] for each in record["tests"]] == ["t.py::a", "t.py::b", "t.py::c", "t.py::d"]


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
    assert (result.exit_code, workflow.request.verify.learn) == (0, True)
    assert [each["symbol"] for each in json.loads(result.stdout)["proposals"]] == ["dep.f"]


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
    assert (workflow.request.verify.repair, workflow.request.start) == (repair, Path())


def test_there_is_nothing_to_write_without_repair(call: Call) -> None:
    assert call("verify", "--write").exit_code == 2
    assert call("verify", "--repair", "0").exit_code == 2


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
        assert workflow.request.verify.fuzz == seconds
    assert call("verify", "--fuzz", "0").exit_code == 2


def test_replay_is_asked_for(call: Call, workflow: FakeWorkflow) -> None:
    call("verify", "--replay")
    assert workflow.request.verify.replay
    call("verify")
    assert not workflow.request.verify.replay
