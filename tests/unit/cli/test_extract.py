from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.unit.report.samples import extraction

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]


def test_the_options_reach_the_workflow(call: Call, workflow: FakeWorkflow) -> None:
    assert call("extract", "--out", "o", "--layout", "site", "--force").exit_code == 0
    assert workflow.request.layout == "site"
    how = {"in_place": False, "dry_run": False, "diff": False, "force": True, "smoke": True}
    assert workflow.details == {"out": Path("o"), **how}


def test_without_a_layout_the_configuration_chooses(call: Call, workflow: FakeWorkflow) -> None:
    call("extract", "--out", "o")
    assert workflow.request.layout is None


@pytest.mark.parametrize("arguments", [[], ["--out", "o", "--in-place"], ["--force"], ["--out", "o", "--layout", "x"]])
def test_a_call_without_one_destination_is_refused(call: Call, workflow: FakeWorkflow, arguments: list[str]) -> None:
    assert (call("extract", *arguments).exit_code, workflow.calls) == (2, [])


@pytest.mark.parametrize("arguments", [["--dry-run"], ["--diff"], ["--in-place"]])
def test_what_writes_no_folder_needs_none(call: Call, workflow: FakeWorkflow, arguments: list[str]) -> None:
    assert call("extract", *arguments).exit_code == 0
    assert workflow.details["out"] is None


def test_a_diff_is_all_that_is_printed(call: Call, workflow: FakeWorkflow) -> None:
    workflow.answers["extract"] = extraction(diff="--- a\n+++ b\n", dry_run=True)
    assert call("extract", "--diff").stdout == "--- a\n+++ b\n"


def test_json_lists_the_files(call: Call) -> None:
    answer = json.loads(call("extract", "--out", "o", "--output-format", "json").stdout)
    assert (answer["files"], answer["written"]) == (["a.py", "main.py"], True)


def test_the_next_command_names_the_project(call: Call) -> None:
    Path("my app.py").touch()
    result = call("extract", "my app.py", "--out", "o")
    assert "vendorize verify 'my app.py' --result build" in result.stdout


@pytest.mark.parametrize(
    "arguments", [["--undo"], ["--undo", "--out", "o"], ["--undo", "--in-place", "--diff"], ["--undo", "--dry-run"]]
)
def test_undo_belongs_to_in_place(call: Call, workflow: FakeWorkflow, arguments: list[str]) -> None:
    result = call("extract", *arguments)
    assert (result.exit_code, workflow.calls) == (2, [])
    assert "--undo takes back what --in-place did" in result.stderr


def test_undo_takes_back_and_extracts_nothing(call: Call, workflow: FakeWorkflow) -> None:
    result = call("extract", "--in-place", "--undo", "--force")
    assert (result.exit_code, [name for name, *_ in workflow.calls]) == (0, ["take_back"])
    assert workflow.details == {"dry_run": False, "force": True}
    assert result.stdout == "Took back 2 files in project.\n"


def test_undo_lists_the_files(call: Call) -> None:
    assert "  lib/x.py" in call("extract", "--in-place", "--undo", "-v").stdout
    answer = json.loads(call("extract", "--in-place", "--undo", "--output-format", "json").stdout)
    assert (answer["files"], answer["taken_back"], answer["written"]) == (["app.py", "lib/x.py"], True, True)


def test_the_next_command_says_again_where_things_are_installed(call: Call) -> None:
    said = call("extract", "--search-path", ".", "--out", "o").stdout
    assert "Next: vendorize verify --search-path . --result" in said
