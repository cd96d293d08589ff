from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vendorize.model.report import Explanation

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow


def test_the_symbol_comes_before_the_project(call: Callable[..., Result], workflow: FakeWorkflow) -> None:
    assert call("why", "a.b", ".", "--all").exit_code == 0
    assert workflow.details == {"symbol": "a.b", "every": True, "calls": False}
    assert call("why", "a.b", ".", "--calls").exit_code == 0
    assert workflow.details == {"symbol": "a.b", "every": False, "calls": True}


def test_a_symbol_that_is_not_kept_is_a_finding(call: Callable[..., Result], workflow: FakeWorkflow) -> None:
    workflow.answers["why"] = Explanation("a.b", kept=False, steps=(), reason="nothing live refers to it")
    result = call("why", "a.b", "--output-format", "json")
    assert (result.exit_code, json.loads(result.stdout)["kept"]) == (1, False)
    assert call("why", "a.b", "--exit-zero").exit_code == 0
