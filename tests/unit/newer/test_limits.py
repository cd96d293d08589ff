"""What libcst is not asked to read: it would end the process, or not end."""

from __future__ import annotations

import pytest

from vendorize_analysis.newer import lower

NEW = "type X = int\n"
DEEP = {
    "brackets": "x = " + "(" * 300,
    "closed brackets": "x = " + "[" * 201 + "]" * 201,
    "signs": "x = " + "-" * 600 + "1",
    "negations": "x = " + "not " * 600 + "1",
    "choices": "x = " + "1 if y else " * 600 + "1",
    "choices on lines of their own": "x = (\n" + "1 if y else\n" * 600 + "1)",
    "powers": "x = " + "2 ** " * 600 + "1",
    "functions": "x = " + "lambda: " * 600 + "1",
    "functions with parameters": "x = " + "lambda a, b: " * 600 + "1",
    "patterns": "match x:\n case " + "(" * 8 + "1" + ")" * 8 + ":\n  pass",
}


@pytest.mark.parametrize("name", DEEP)
def test_what_is_too_deep_is_not_read(name: str) -> None:
    assert lower(f"{NEW}{DEEP[name]}\n") is None


def test_ordinary_depth_is_read() -> None:
    plain = "x = " + "(" * 90 + "1" + ")" * 90 + "\ny = [" + "1 if x else 2, -3,\n" * 900 + "]\n"
    found = lower(f"{NEW}{plain}match x:\n case ((1, [2]), *_):\n  pass\n")
    assert found is not None
    assert found.needs == (3, 12)
