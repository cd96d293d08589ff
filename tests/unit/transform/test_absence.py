from __future__ import annotations

import ast
import importlib.util
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from vendorize.transform import support_source, transform

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


IMPORTERS = [
    ("import importlib\nimportlib.import_module(name)\n", "importlib.import_module(", "imported"),
    ("from importlib import import_module as load\nload(name=name)\n", "load(name=", "imported"),
    ("__import__(name, fromlist=['x'])\n", "__import__(", "imported"),
    ("import importlib.util\nimportlib.util.find_spec(name)\n", "importlib.util.find_spec(", "sought"),
    ("import importlib\nimportlib.import_module('chardet.x')\n", "importlib.import_module(", "imported"),
]


@pytest.mark.parametrize(("source", "before", "function"), IMPORTERS)
@pytest.mark.parametrize("layout", ["site", "package"])
def test_a_computed_name_is_looked_at_when_it_is_known(
    workshop: Workshop, source: str, before: str, function: str, layout: str
) -> None:
    text = written(workshop, source, "chardet", layout=layout)
    support = "app._vendor._support" if layout == "package" else "_vendorize_support"
    path = f', fromlist=["{function}"]' if "." in support else ""
    assert f'{before}__import__("{support}"{path}).{function}(' in text


def test_other_names_are_imported_as_they_are(workshop: Workshop) -> None:
    source = "import importlib\nimportlib.import_module('json')\nother.import_module(name)\n"
    assert written(workshop, source, "chardet") == source


def support(namespace: str = "") -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(support_source("shop", namespace, (), ("chardet", "a.b")), space)  # noqa: S102
    return space


def test_the_support_module_tells_absent_names_from_others() -> None:
    names = support()
    assert [names["imported"](name) for name in ("json", "a", "a.bc", "chardet2", ".chardet", None)] == [
        *("json", "a", "a.bc", "chardet2", ".chardet", None)
    ]
    for name, missing in (("chardet", "chardet"), ("chardet.x", "chardet"), ("a.b.c", "a.b"), ("a.b:c", "a.b")):
        with pytest.raises(ModuleNotFoundError, match=f"^No module named '{missing}'$") as caught:
            names["imported"](name)
        assert caught.value.name == missing
        assert importlib.util.find_spec(names["sought"](name)) is None
    assert names["sought"]("json") == "json"


def test_import_functions_of_ours_know_absent_names_too() -> None:
    names = support("app._vendor")
    for call in (names["import_module"], names["import_"]):
        assert call("json").__name__ == "json"
        with pytest.raises(ModuleNotFoundError):
            call("chardet")


def test_without_absent_names_the_support_module_has_nothing_about_them() -> None:
    assert b"absent" not in support_source("shop") + support_source("shop", "app._vendor", ("b",))
