from __future__ import annotations

import ast

import pytest

from vendorize_analysis.deferral.confined import confined

FILLS = [(2, ("K", "fill"))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = 1\nK.fill('a', f)\n", FILLS),
        ("x = 1\nK.fill('a', f); other(made())\n", []),
        ("x = 1\nother('a'); K.fill('a', f)\n", []),
        ("class K:\n    n = 0\n    while n < 3: n = n + 1\n", [(3, ())]),
        ("class K:\n    n = 0\n    while n < 3: n = n + int(n)\n", []),
    ],
)
def test_a_line_with_another_statement_tells_nothing(text: str, found: list[tuple[int, tuple[str, ...]]]) -> None:
    assert list(confined(ast.parse(text))) == found
