from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from vendorize_analysis.environment.tree import cross_check
from vendorize_analysis.model.environment import Distribution, Environment, Interpreter
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Heard(Silent):
    def __init__(self) -> None:
        self.messages: list[str] = []

    def warned(self, message: str) -> None:
        self.messages.append(message)


def environment(folder: Path, **requires: tuple[str, ...]) -> Environment:
    interpreter = Interpreter(folder / "python", (3, 11, 0), "cpython", "linux", (folder,), frozenset(), ())
    distributions = tuple(
        Distribution(
            name=key.upper(),
            key=key,
            version="1",
            location=folder,
            info=f"{key}-1.dist-info",
            editable=False,
            files=(),
            modules=(),
            top_level=(),
            requirements=(),
            requires=needs,
            entry_points=(),
            licenses=(),
            license_files=(),
            size=0,
        )
        for key, needs in requires.items()
    )
    return Environment(interpreter, distributions, frozenset(), frozenset(), (), None)


def answering(monkeypatch: pytest.MonkeyPatch, **edges: list[str]) -> None:
    answer = json.dumps(
        [{"package": {"key": key}, "dependencies": [{"key": need} for need in needs]} for key, needs in edges.items()]
    )
    monkeypatch.setitem(sys.modules, "pipdeptree", SimpleNamespace(render=lambda **_: answer))


def test_without_the_extra_nothing_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pipdeptree", None)
    heard = Heard()
    assert not cross_check(environment(tmp_path, a=("b",), b=()), heard)
    assert heard.messages == []


def test_equal_trees_say_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, a=["b", "not-installed"], b=[])
    heard = Heard()
    assert cross_check(environment(tmp_path, a=("b",), b=()), heard)
    assert heard.messages == []


def test_differences_are_told_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, a=["c"], b=[], c=[])
    heard = Heard()
    assert cross_check(environment(tmp_path, a=("b",), b=(), c=()), heard)
    assert heard.messages == [
        "pipdeptree says that A requires c; we do not",
        "we say that A requires b; pipdeptree does not",
    ]


def test_an_answer_of_another_form_is_told_and_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pipdeptree", SimpleNamespace(render=lambda **_: "{}?"))
    heard = Heard()
    assert not cross_check(environment(tmp_path, a=()), heard)
    assert "pipdeptree" in heard.messages[0]
