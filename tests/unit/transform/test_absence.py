from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from vendorize.transform import transform

if TYPE_CHECKING:
    from tests.unit.transform.conftest import Workshop

NO_CHARDET = "raise ModuleNotFoundError(\"No module named 'chardet'\", name='chardet')"


def written(workshop: Workshop, source: str, *absent: str, layout: str = "site") -> str:
    workshop.module("mod.py", source)
    workshop.module("b.py", "", distribution="b")
    plan = replace(workshop.plan(layout), absent=frozenset(absent))
    (content,) = [file.content for file in transform(plan).files if file.origin == "mod"]
    assert isinstance(content, bytes)
    return content.decode()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import chardet\n", f"{NO_CHARDET}\n"),
        ("import chardet.universal as u\n", f"{NO_CHARDET}\n"),
        ("from chardet import detect, version\n", f"{NO_CHARDET}\n"),
        ("from chardet.x import (\n    detect,\n)\n", f"{NO_CHARDET}\n"),
        ("import os, chardet, sys\n", f"import os; {NO_CHARDET}\n"),
        ("def f():\n    if x: import chardet\n", f"def f():\n    if x: {NO_CHARDET}\n"),
        (
            "try:\n    import chardet  # c\nexcept ImportError: pass\n",
            f"try:\n    {NO_CHARDET}  # c\nexcept ImportError: pass\n",
        ),
        ("import chardet2, os\nfrom . import chardet\n", "import chardet2, os\nfrom . import chardet\n"),
    ],
)
def test_an_import_of_an_absent_module_becomes_its_error(workshop: Workshop, source: str, expected: str) -> None:
    assert written(workshop, source, "chardet") == expected


def test_other_imports_move_as_before(workshop: Workshop) -> None:
    text = written(workshop, "import b, chardet\nimport b\n", "chardet", layout="package")
    assert text == f"from app._vendor import b; {NO_CHARDET}\nfrom app._vendor import b\n"


@pytest.mark.parametrize("source", ["from xml import sax\n", "from xml.sax import make_parser\n", "import xml.sax\n"])
def test_a_module_in_a_package_that_is_there_can_be_absent(workshop: Workshop, source: str) -> None:
    tree = ast.parse(written(workshop, source, "xml.sax"))
    with pytest.raises(ImportError, match="sax") as caught:
        exec(compile(tree, "mod", "exec"), {})  # noqa: S102
    assert caught.value.name in {"xml", "xml.sax"}


def test_what_stays_in_the_package_stays(workshop: Workshop) -> None:
    assert written(workshop, "from xml import dom\n", "xml.sax") == "from xml import dom\n"
