"""Odd values come once for certain, however little time there is for chance."""

from __future__ import annotations

import ast
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("hypothesis", reason="the extra fuzz is not installed")

from vendorize.verify.differential.exhausting import small_calls
from vendorize.verify.differential.sweeping import sweep


def swept(constants: tuple[object, ...], *parameters: tuple[str, str, bool]) -> list[dict[str, object]]:
    named = [SimpleNamespace(name=name, optional=optional) for name, _, optional in parameters]
    campaign: Any = SimpleNamespace(target=SimpleNamespace(parameters=named))
    answer = {"parameters": [{"name": name, "type": {"kind": kind}} for name, kind, _ in parameters]}
    return [
        {name: ast.literal_eval(one.spelled) for name, one in arguments.items()}
        for arguments in sweep(campaign, answer, constants)
    ]


def test_each_odd_value_comes_with_plain_ones_in_the_other_parameters() -> None:
    calls = swept((63, "0123456789."), ("text", "str", False), ("size", "int", True))
    assert {"text": "\u0663"} in calls
    assert {"text": "."} in calls
    assert {"text": "a", "size": 64} in calls
    assert {"text": "a", "size": -2} in calls


def test_nothing_is_made_up_for_what_has_no_plain_value() -> None:
    assert swept((), ("text", "str", True), ("other", "enum", False)) == []


def test_all_small_texts_of_the_code_s_own_signs_come() -> None:
    named = [SimpleNamespace(name="text", optional=False), SimpleNamespace(name="more", optional=True)]
    campaign: Any = SimpleNamespace(target=SimpleNamespace(parameters=named))
    types = [("text", {"kind": "str"}), ("more", {"kind": "list", "of": [{"kind": "int"}], "also": ["iterator"]})]
    answer = {"parameters": [{"name": name, "type": kind} for name, kind in types]}
    found = small_calls(campaign, answer, ("(?:^|_)(.)",))
    calls = [{name: one.spelled for name, one in call.items()} for call in found]
    assert {"text": "'__a'"} in calls
    assert {"text": "'a'", "more": "iter([0])"} in calls
    assert {"text": "'a'", "more": "[0, 1, 0]"} in calls
