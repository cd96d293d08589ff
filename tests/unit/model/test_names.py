from __future__ import annotations

import pytest

from vendorize_analysis.model.names import absolute


@pytest.mark.parametrize(
    ("package", "level", "module", "name"),
    [
        ("a.b", 0, "x.y", "x.y"),
        ("a.b", 1, "", "a.b"),
        ("a.b", 1, "x", "a.b.x"),
        ("a.b", 2, "x.y", "a.x.y"),
        ("a.b", 2, "", "a"),
        ("a.b", 3, "x", ""),
        ("", 1, "x", ""),
        ("", 0, "x", "x"),
    ],
)
def test_relative_imports_start_from_the_package(package: str, level: int, module: str, name: str) -> None:
    assert absolute(package, level, module) == name
