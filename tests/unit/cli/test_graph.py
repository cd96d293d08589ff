from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow


def test_the_scope_is_the_projects_own_code_unless_asked(call: Callable[..., Result], workflow: FakeWorkflow) -> None:
    assert call("graph", ".").exit_code == 0
    assert workflow.details == {"scope": "first-party"}
    assert call("graph", ".", "--scope", "all").exit_code == 0
    assert workflow.details == {"scope": "all"}


def test_the_form_of_pycg_is_one_object(call: Callable[..., Result]) -> None:
    found = json.loads(call("graph", ".", "--output-format", "pycg").stdout)
    assert found["app"] == ["app.run"]


@pytest.mark.parametrize("form", ["text", "json", "dot"])
def test_every_form_shows_the_possible_edge(call: Callable[..., Result], form: str) -> None:
    result = call("graph", ".", "--output-format", form)
    assert result.exit_code == 0
    assert "app.A.close" in result.stdout


def test_a_form_of_another_command_is_refused(call: Callable[..., Result]) -> None:
    assert call("graph", ".", "--output-format", "markdown").exit_code == 2


@pytest.mark.parametrize("form", ["pycg", "dot"])
def test_its_forms_may_stand_before_the_command(call: Callable[..., Result], form: str) -> None:
    assert call("--output-format", form, "graph", ".").exit_code == 0
    refused = call("--output-format", form, "why", "a")
    assert refused.exit_code == 2
    assert f"has no output format '{form}'" in refused.output
