from __future__ import annotations

import ast

import pytest

from vendorize.runtime import fill, read_sections
from vendorize.transform import support_source

FILES = ("support.py", "starting.py", "namespace/__init__.py")


def test_a_literal_is_replaced_with_its_quotes_and_bare_text_without() -> None:
    assert fill('"""For @who@."""\nX = "@what@"\n', {"who": "shop", "what": "a'b"}) == '"""For shop."""\nX = "a\'b"\n'


def test_what_a_value_holds_is_no_place() -> None:
    assert fill('X = "@one@"', {"one": '"@two@"'}) == "X = '\"@two@\"'"


def test_a_dictionary_has_a_line_for_each_pair_in_order() -> None:
    text = 'D = {"@infos@": "@folders@"}\n'
    assert fill(text, {}, {"infos": {"b": "2", "a": "1"}}) == "D = {\n    'a': '1',\n    'b': '2',\n}\n"
    assert fill(text, {}, {"infos": {}}) == "D = {}\n"


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="missing"):
        fill('X = "@missing@"', {})


@pytest.mark.parametrize("name", FILES)
def test_a_file_runs_on_the_oldest_python_that_results_are_for(name: str) -> None:
    ast.parse("".join(read_sections(name).values()), feature_version=(3, 8))


def test_sections_joined_are_the_file_without_their_marks() -> None:
    parts = read_sections("support.py")
    assert list(parts) == ["", "moved", "absent"]
    assert all(text.endswith("\n") and not text.endswith("\n\n") for text in parts.values())
    assert "section:" not in "".join(parts.values())


@pytest.mark.parametrize("namespace", ["", "app._vendor"])
@pytest.mark.parametrize("absent", [(), ("gone",)])
def test_a_support_module_names_nothing_that_was_left_out(namespace: str, absent: tuple[str, ...]) -> None:
    text = support_source("shop", namespace, ("dep",), absent).decode("utf-8")
    assert "@" not in text
    assert ("def moved(" in text) == bool(namespace)
    assert ("def present(" in text) == bool(absent)
    assert ("import importlib" in text) == bool(namespace)
    assert ("original names" in text.split('"""')[1]) == bool(namespace)
