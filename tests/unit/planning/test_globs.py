from __future__ import annotations

import pytest

from vendorize.planning.globs import fits


@pytest.mark.parametrize(
    ("path", "pattern", "fit"),
    [
        ("a/b.c", "a/*", True),
        ("a/b/c", "a/*", False),
        ("a/b/c", "a/**", True),
        ("a/b/c", "a/*/**", True),
        ("a/b", "a/*/**", False),
        ("a/bc", "a/b?", True),
        ("a/b/", "a/b?", False),
        ("ab", "a.", False),
        ("a\nb", "**", True),
    ],
)
def test_stars_and_slashes(path: str, pattern: str, *, fit: bool) -> None:
    assert fits(path, ("nothing", pattern)) is fit
