from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from vendorize.verify.beyond.crosshair import FunctionText, compare_functions

needed = pytest.mark.skipif(find_spec("crosshair") is None, reason="the extra `crosshair` is not installed")

ODD = FunctionText("def f(x: int) -> int:\n    return -1 if x == 77 else x + x\n", "f")
DOUBLE = FunctionText("def f(x: int) -> int:\n    return 2 * x\n", "f")
SUM = FunctionText("def f(x: int) -> int:\n    return x + x\n", "f")


@needed
@pytest.mark.slow
def test_one_argument_of_many_that_differs_is_found() -> None:
    found = compare_functions(ODD, DOUBLE, 20)
    assert found.status == "different"
    assert "f(x=77)" in found.examples[0]


@needed
@pytest.mark.slow
def test_two_ways_to_say_the_same_are_equal() -> None:
    assert compare_functions(SUM, DOUBLE, 20).status == "equal"


@needed
@pytest.mark.slow
def test_a_text_that_cannot_be_imported_is_no_proof() -> None:
    found = compare_functions(FunctionText("import nowhere_at_all\n\ndef f(x: int) -> int: return x\n", "f"), SUM, 5)
    assert found.status == "unsupported"
    assert found.why


@needed
def test_code_for_another_python_is_not_searched() -> None:
    found = compare_functions(SUM, DOUBLE, 5, python=(3, sys.version_info[1] + 1))
    assert found.status == "unsupported"
    assert "another version" in found.why


@needed
def test_only_functions_of_a_module_are_compared() -> None:
    assert compare_functions(SUM, FunctionText(SUM.module, "C.f"), 5).status == "unsupported"
