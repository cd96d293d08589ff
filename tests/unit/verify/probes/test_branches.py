"""Which ways of branches calls went, from the bytecode that ran."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

import pytest

from vendorize.verify.probes.vendorize_branches import Branches


def left_after(source: str, *calls: tuple[Any, ...]) -> set[tuple[int, str]]:
    """Return line and way of what no call of `f` went."""
    names: dict[str, Any] = {}
    exec(compile(source, "/code/lib.py", "exec"), names)  # noqa: S102 - a text of the test
    branches = Branches(["/code"])
    for given in calls:
        # How it ends is not looked at.
        with suppress(Exception), branches:
            names["f"](*given)
        branches.news()
    return {(one["line"], one["way"]) for one in branches.missing(names["f"], ())}


IF = "def f(x):\n    if x > 3:\n        return 1\n    return 2\n"
BOTH = "def f(x, y):\n    return x and y or None\n"
LOOP = "def f(x):\n    for one in x:\n        while one > 2:\n            one -= 1\n"
CAUGHT = "def f(x):\n    try:\n        return int(x)\n    except ValueError:\n        return None\n"
INNER = "def f(x):\n    return [one for one in x if one] + list(map(lambda one: 1 if one is None else 2, x))\n"
SURE = "def f(x):\n    assert x is not None\n    return x\n"
HELD = "def f(x):\n    with open(x):\n        return 1\n"


@pytest.mark.parametrize(
    ("source", "calls", "left"),
    [
        (IF, [(1,), (4,)], set()),
        (IF, [(1,)], {(2, "true")}),
        (BOTH, [(1, 1), (0, 1)], {(2, "false")}),
        (BOTH, [(1, 1), (0, 1), (1, 0)], set()),
        (LOOP, [([],)], {(2, "another turn"), (3, "true"), (3, "false")}),
        (LOOP, [([1, 3],)], set()),
        (CAUGHT, [("1",)], {(4, "this exception")}),
        (CAUGHT, [("1",), ("x",)], set()),
        (INNER, [([1],)], {(2, "false"), (2, "None")}),
        (SURE, [(1,)], set()),
        (HELD, [("/nowhere",)], set()),
    ],
)
def test_ways_that_no_call_went_are_named(
    source: str, calls: list[tuple[Any, ...]], left: set[tuple[int, str]]
) -> None:
    assert left_after(source, *calls) == left


def test_news_comes_once_and_says_what_is_left_beside_it() -> None:
    names: dict[str, Any] = {}
    exec(compile(IF, "/code/lib.py", "exec"), names)  # noqa: S102 - a text of the test
    branches = Branches(["/code"])
    said = []
    for given in (1, 2, 4):
        with branches:
            names["f"](given)
        said.append(branches.news())
    assert said[0]["left"] == said[2]["went"]
    assert (said[1], said[2]["left"]) == ({}, said[0]["went"])
    assert sys.gettrace() is None or not isinstance(sys.gettrace(), type(branches._enter))


def test_code_elsewhere_is_not_watched_and_numbers_are_the_same_in_each_process() -> None:
    names: dict[str, Any] = {}
    exec(compile(IF, "/code/lib.py", "exec"), names)  # noqa: S102 - a text of the test
    assert Branches(["/other"]).missing(names["f"], ()) == []
    one, two = Branches(["/code"]), Branches(["/code"])
    for branches in (one, two):
        branches.missing(names["f"], ())
    assert list(one.said) == list(two.said)
