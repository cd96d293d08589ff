"""What is nested deeply is cut like everything else, in no time that anybody would notice."""

# ruff: noqa: ANN401 - the workshop

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest

from vendorize.transform.depth import is_too_deep

if TYPE_CHECKING:
    from collections.abc import Callable

DEEP: dict[str, Callable[[int], str]] = {
    "elif": lambda n: (
        "if a == 0:\n    def f(): ...\n" + "".join(f"elif a == {i}:\n    def f(): ...\n" for i in range(n))
    ),
    "sum": lambda n: "x = " + " + ".join(f"'s{i}'" for i in range(n)) + "\n",
    "calls": lambda n: "x = a" + ".m()" * n + "\n",
    "attributes": lambda n: "x = a" + ".m" * n + "\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", DEEP)
@pytest.mark.parametrize("levels", [150, 400, 1000, 2500])
def test_a_deep_module_is_cut(workshop: Any, kind: str, levels: int) -> None:
    text = DEEP[kind](levels)
    assert workshop.text(f"gone = 1\n{text}", drop={0}) == text


@pytest.mark.parametrize("kind", DEEP)
def test_a_deep_module_is_rewritten_for_what_moves(workshop: Any, kind: str) -> None:
    text = DEEP[kind](1000)
    assert workshop.moved(f"import b\n{text}") == f"from app._vendor import b\n{text}"


PATTERNS = {"[]": ("[", "]"), "()": ("(", ")"), "{}": ("{1: ", "}"), "A()": ("A(", ")")}


@pytest.mark.parametrize("brackets", PATTERNS)
def test_nested_patterns_take_no_time(workshop: Any, brackets: str) -> None:
    opening, closing = PATTERNS[brackets]
    text = f"match a:\n    case {opening * 40}y{closing * 40}:\n        pass\n"
    assert workshop.text(f"gone = 1\n{text}", drop={0}) == text


def test_depth_is_that_of_statements_and_patterns_and_not_of_bodies() -> None:
    first = "match (((((((a))))))):\n    case [[x]]:\n        f(((((((x)))))))\n"
    flat = first + "    case {1: A(2)} if f((1, [2])):\n        pass\n"
    for text, deep in ((flat, False), (flat.replace("A(2)", "[[[[[2]]]]]"), True), ("x = " + "-" * 300 + "1\n", True)):
        assert is_too_deep(ast.parse(text), text.encode()) is deep
