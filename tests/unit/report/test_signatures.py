"""Long signatures: only what differs is said, and only where that is all."""

from __future__ import annotations

import pytest

from vendorize.report.signatures import parameters_changed


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("(self, *, a=1, b=2)", "(self, *, b=2, c=3)", "no a=1, new c=3"),
        ("(self, a, b=1)", "(self, a, b=2, *rest)", "new *rest, b=1 is now b=2"),
        ("async (a)", "async (a, /, b=1)", ""),  # \"a\" can no longer be given by name
        ("(a, b)", "(b, a)", ""),
        ("(a, b)", "(x, a, b)", ""),
        ("(a, b)", "(a, *, b)", ""),
        ("(a, b, c)", "(b, c)", ""),
        ("(a)", "async (a)", ""),
        ("(a, b)", "(a", ""),
    ],
)
def test_what_differs_is_said_where_it_is_all(before: str, after: str, said: str) -> None:
    assert parameters_changed(before, after) == said
