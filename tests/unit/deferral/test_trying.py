from __future__ import annotations

import ast

import pytest

from vendorize_analysis.deferral.expressions import constants_in
from vendorize_analysis.deferral.trying import skipped_without


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("try:\n    import dep\nexcept ImportError:\n    a = 1\n", []),
        (
            "try:\n    import dep.below\n    a = 1\n    b = (\n        2)\nexcept ImportError:\n    a = 1\n",
            [(3, 5, "dep")],
        ),
        ("try:\n    from dep import a\nexcept ImportError:\n    a = 1\nelse:\n    b = 2\n", [(6, 6, "dep")]),
        ("try:\n    from . import a\n    b = 1\nexcept ImportError:\n    a = 1\n", []),
        ("try:\n    import one, two\n    b = 1\nexcept ImportError:\n    a = 1\n", []),
        ("try:\n    a = 1\n    import dep\n    b = 2\nfinally:\n    c = 3\n", [(4, 4, "dep")]),
        ("if a:\n    import dep\n    b = 2\n", []),
    ],
)
def test_what_stands_behind_a_tried_import(text: str, skipped: list[tuple[int, int, str]]) -> None:
    assert list(skipped_without(ast.parse(text))) == skipped


@pytest.mark.parametrize(
    ("text", "constants"),
    [
        ("a = 1\nb = (a, 2)\nc: int = 3\nd: int\n", {"a", "c"}),
        ("try:\n    from m import a\nexcept ImportError:\n    a = None\n", {"a"}),
        ("if m:\n    a = 1\nelse:\n    a = []\n", set()),
        ("a = 1\na += 1\n", set()),
        ("a = 1\nfor a in m: pass\n", set()),
        ("a = 1\nwith m as a: pass\n", set()),
        ("a = 1\nb = (a := [])\n", set()),
        ("a = 1\ndef f():\n    a = []\n", {"a"}),
    ],
)
def test_names_that_are_given_constants_alone(text: str, constants: set[str]) -> None:
    assert constants_in(ast.parse(text)) == constants
