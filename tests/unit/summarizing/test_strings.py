from __future__ import annotations

import pytest

from vendorize_analysis.summarizing.syntax.strings import format_attributes, is_name, names_in


@pytest.mark.parametrize("text", ["a", "_a1", "é", "a.b", ".a", "..a.b", "a.b:c", "a:c.d"])
def test_names(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize(
    "text", ["", "1", "a b", "a.", "a..b", "a:", ":a", "a:b:c", "a-b", "a\n", "a/b", "." * 3, "a." * 200]
)
def test_other_texts(text: str) -> None:
    assert not is_name(text)


def test_names_in_a_text_are_found_whole() -> None:
    assert names_in("from a.b import c; x = 1y + d[e.f]") == ["from", "a.b", "import", "c", "x", "y", "d", "e.f"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{a.b}", ["b"]),
        ("{0.b.c}", ["b", "c"]),
        ("{.b}", ["b"]),
        ("{a[k].b}", ["b"]),
        ("{:{w.x}}", ["x"]),
        ("{a.b!r:>3}", ["b"]),
        ("{a} {0} {}", []),
        ("{{a}}", []),
        ("a.b", []),
    ],
)
def test_attributes_that_a_format_reads(text: str, names: list[str]) -> None:
    assert format_attributes(text) == names
