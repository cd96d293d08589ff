"""Modules and functions stay small enough to be read at once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("vendorize", "analysis/vendorize_analysis")
    for path in (ROOT / folder).rglob("*.py")
)
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60
USUAL_LINES = 250
USUAL_LINES_OF_A_FUNCTION = 30
Function = ast.FunctionDef | ast.AsyncFunctionDef


def read(relative: str) -> str:
    return (ROOT / relative).read_text(encoding="utf-8")


def functions(relative: str) -> list[Function]:
    return [node for node in ast.walk(ast.parse(read(relative))) if isinstance(node, Function)]


def length(function: Function) -> int:
    first = min([function.lineno, *(node.lineno for node in function.decorator_list)])
    return (function.end_lineno or first) - first + 1


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 100


@pytest.mark.parametrize("relative", MODULES)
def test_a_module_has_at_most_400_lines(relative: str) -> None:
    assert len(read(relative).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("relative", MODULES)
def test_a_function_has_at_most_60_lines(relative: str) -> None:
    lengths = {function.name: length(function) for function in functions(relative)}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


@pytest.mark.parametrize("relative", MODULES)
def test_a_module_says_what_it_is_for(relative: str) -> None:
    assert ast.get_docstring(ast.parse(read(relative)))


def test_nine_modules_of_ten_have_at_most_250_lines() -> None:
    long = [relative for relative in MODULES if len(read(relative).splitlines()) > USUAL_LINES]
    assert len(long) <= len(MODULES) / 10, long


def test_nine_functions_of_ten_have_at_most_30_lines() -> None:
    lengths = [length(function) for relative in MODULES for function in functions(relative)]
    assert sum(lines > USUAL_LINES_OF_A_FUNCTION for lines in lengths) <= len(lengths) / 10
