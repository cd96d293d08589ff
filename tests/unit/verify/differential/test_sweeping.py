"""Odd values come once for certain, however little time there is for chance."""

from __future__ import annotations

import ast
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("hypothesis", reason="the extra fuzz is not installed")

from vendorize.verify.differential.sweeping import sweep

if TYPE_CHECKING:
    from collections.abc import Mapping


def swept(constants: tuple[object, ...], *parameters: tuple[str, str, bool]) -> list[dict[str, object]]:
    calls: list[dict[str, object]] = []

    def try_one(arguments: Mapping[str, Any]) -> None:
        calls.append({name: ast.literal_eval(one.spelled) for name, one in arguments.items()})

    named = [SimpleNamespace(name=name, optional=optional) for name, _, optional in parameters]
    campaign: Any = SimpleNamespace(target=SimpleNamespace(parameters=named), try_one=try_one)
    answer = {"parameters": [{"name": name, "type": {"kind": kind}} for name, kind, _ in parameters]}
    sweep(campaign, answer, constants)
    return calls


def test_each_odd_value_comes_with_plain_ones_in_the_other_parameters() -> None:
    calls = swept((63, "0123456789."), ("text", "str", False), ("size", "int", True))
    assert {"text": "\u0663"} in calls
    assert {"text": "."} in calls
    assert {"text": "a", "size": 64} in calls
    assert {"text": "a", "size": -2} in calls


def test_nothing_is_made_up_for_what_has_no_plain_value() -> None:
    assert swept((), ("text", "str", True), ("other", "enum", False)) == []
