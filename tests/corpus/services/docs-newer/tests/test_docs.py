from pathlib import Path

import pytest
from shapes import Stack, scaled
from shapes.build import build

DOCS = Path(__file__).parents[1] / "docs"


def test_generics_of_our_own():
    assert scaled(2, 3) == 6
    assert Stack("a", "b").top() == "b"
    assert scaled.__type_params__[0].__constraints__ == (int, float)


@pytest.mark.parametrize(("builder", "page"), [("html", "index.html"), ("text", "index.txt"), ("man", "shapes.1")])
def test_pages_say_types(tmp_path, builder, page):
    assert build(DOCS, tmp_path, builder) == ""
    text = (tmp_path / page).read_text(encoding="utf-8")
    assert "what there is" in text
    assert "scaled" in text
