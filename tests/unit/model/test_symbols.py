"""What stands where in a module, and by which names people know it."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from vendorize_analysis.model.symbols import (
    MODULE,
    class_around,
    find_class,
    part_at,
    qualified_name,
    qualified_names,
    scope_parts,
    symbol_at,
)
from vendorize_analysis.summarizing import Target, summarize

TEXT = dedent("""\
    import os
    if os.name:
        class A:
            x, y = 1, 2
            @property
            def f(self):
                def inner():
                    return 1
                return inner
            class B:
                try:
                    def g(self): ...
                finally:
                    pass
    else:
        def f(): ...
    print(os)
""")
PARTS = summarize(ast.parse(TEXT), size=len(TEXT), lines=TEXT.count("\n"), target=Target()).parts


@pytest.mark.parametrize(
    ("line", "symbol"),
    [
        (1, ""),  # an import binds what is another module's
        (2, ""),
        (3, "A"),
        (4, "A.x"),
        (5, "A.f"),  # decorators belong to what they decorate
        (8, "A.f"),  # inside a function there are no parts
        (10, "A.B"),
        (11, "A.B"),
        (12, "A.B.g"),
        (16, "f"),
        (17, ""),
        (99, ""),
    ],
)
def test_every_line_has_a_symbol(line: int, symbol: str) -> None:
    assert symbol_at(PARTS, line) == symbol


def test_names_have_the_classes_around_them_and_no_branches() -> None:
    found = [list(qualified_names(PARTS, part.index)) for part in PARTS if part.kind != "import" and part.binds]
    assert found == [["A"], ["A.x", "A.y"], ["A.f"], ["A.B"], ["A.B.g"], ["f"]]


def test_a_part_without_a_name_is_known_by_its_class() -> None:
    values = part_at(PARTS, 4)
    assert (qualified_name(PARTS, values), qualified_name(PARTS, part_at(PARTS, 2))) == ("A", "")
    assert class_around(PARTS, values) == find_class(PARTS, "A")
    assert class_around(PARTS, part_at(PARTS, 3)) == MODULE


def test_classes_are_found_by_qualified_names() -> None:
    inner = find_class(PARTS, ".A.B")
    assert inner is not None
    assert PARTS[inner].name == "B"
    assert [part.name for part in scope_parts(PARTS, inner) if part.kind == "def"] == ["g"]
    assert find_class(PARTS, "") == MODULE
    assert find_class(PARTS, "A.f") is None
    assert [part.name for part in scope_parts(PARTS, MODULE) if part.name] == ["A", "f"]
