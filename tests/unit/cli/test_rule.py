from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
import pytest

from vendorize.cli.main import main
from vendorize.cli.rule import complete, readable, rule
from vendorize.report.look import Look
from vendorize.report.rules import CODES, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Call = Callable[..., Result]


@pytest.mark.parametrize("code", CODES)
def test_the_page_of_a_code_is_printed(call: Call, code: str) -> None:
    result = call("rule", code)
    assert (result.exit_code, result.stdout) == (0, page(code))


def test_small_letters_do(call: Call) -> None:
    assert call("rule", "vz101").stdout == page("VZ101")


@pytest.mark.parametrize(
    ("typed", "meant"), [("VZ1011", "VZ101"), ("vz10", "VZ101"), ("vz7011", "VZ701"), ("VZ-301", "VZ301")]
)
def test_an_unknown_code_ends_with_two_and_the_nearest_one(call: Call, typed: str, meant: str) -> None:
    result = call("rule", typed)
    assert (result.exit_code, f"did you mean {meant}?" in result.stderr) == (2, True)


def test_nonsense_gets_the_range_of_codes(call: Call) -> None:
    assert f"codes go from {min(CODES)} to {max(CODES)}" in call("rule", "hello").stderr


def test_without_a_code_all_are_listed(call: Call) -> None:
    assert [line.split()[0] for line in call("rule").stdout.splitlines()] == list(CODES)
    answer = json.loads(call("rule", "--output-format", "json").stdout)
    assert [each["code"] for each in answer["rules"]] == list(CODES)


def test_json_has_the_page(call: Call) -> None:
    answer = json.loads(call("rule", "VZ101", "--output-format", "json").stdout)
    assert answer == {"schema": 1, "code": "VZ101", "title": "import by computed name", "text": page("VZ101")}


def test_a_terminal_gets_set_text() -> None:
    shown = readable(page("VZ101"), Look(color=True))
    assert ("\x1b[" in shown, "```" in shown) == (True, False)


def test_the_shell_completes_codes() -> None:
    offered = complete(click.Context(main), rule.params[0], "vz60")
    assert [item.value for item in offered] == ["VZ601", "VZ602", "VZ603", "VZ604"]
