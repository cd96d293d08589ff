from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.report.samples import different_verdict

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]


@pytest.mark.parametrize("command", [("extract", "--out", "out"), ("verify",)])
def test_results_are_pages_too(call: Call, tmp_path: Path, command: tuple[str, ...]) -> None:
    file = tmp_path / "page.html"
    shown = call(*command, "--output-format", "html", "--output", str(file))
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_form_never_changes_the_code(call: Call, workflow: FakeWorkflow) -> None:
    workflow.answers["verify"] = different_verdict()
    assert call("verify", "--output-format", "html").exit_code == 1


def test_other_commands_have_no_page(call: Call) -> None:
    shown = call("why", "a.b", "--output-format", "html")
    assert shown.exit_code == 2
