from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from vendorize_analysis.environment.tree import Needed, differences, requirement_tree
from vendorize_analysis.errors import UserError

PYTHON = Path("python")


def answering(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setitem(sys.modules, "pipdeptree", SimpleNamespace(render=lambda **_: answer))


def test_without_the_extra_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pipdeptree", None)
    with pytest.raises(UserError, match="needs pipdeptree") as caught:
        requirement_tree(PYTHON)
    assert "vendorize-cli[tree]" in caught.value.hint


def test_requirements_are_read_with_their_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = [{"key": "B_b", "required_version": ">=2"}, {"key": "c", "required_version": "Any"}]
    answering(monkeypatch, json.dumps([{"package": {"key": "a"}, "dependencies": needs}]))
    assert requirement_tree(PYTHON) == {"a": (Needed("b-b", ">=2"), Needed("c", ""))}


@pytest.mark.parametrize("answer", ["{}?", "[1]", '[{"package": 1}]', '{"a": 1}'])
def test_an_answer_of_another_form_is_an_error(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    answering(monkeypatch, answer)
    with pytest.raises(UserError, match="pipdeptree could not be asked about python"):
        requirement_tree(PYTHON)


def test_the_real_one_knows_this_environment() -> None:
    pytest.importorskip("pipdeptree")
    found = requirement_tree(Path(sys.executable))
    assert Needed("mdurl", "~=0.1") in found["markdown-it-py"]


def test_an_interpreter_that_is_none_is_an_error(tmp_path: Path) -> None:
    pytest.importorskip("pipdeptree")
    with pytest.raises(UserError, match="could not be asked"):
        requirement_tree(tmp_path / "python")


def test_equal_trees_say_nothing() -> None:
    theirs = {"a": (Needed("b", ""), Needed("not-installed", "")), "b": ()}
    assert list(differences({"a": ["b"], "b": []}, theirs)) == []


def test_differences_are_told_both_ways() -> None:
    assert list(differences({"a": ["b"], "b": [], "c": []}, {"a": (Needed("c", ""),), "b": (), "c": ()})) == [
        "pipdeptree says that a requires c; we do not",
        "we say that a requires b; pipdeptree does not",
    ]
