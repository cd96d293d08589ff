"""CrossHair as a gate: where it applies, what its answer means, and a difference that it finds itself."""

from __future__ import annotations

from importlib.util import find_spec
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from vendorize.assist.symbolic import _said, _unfit, find_difference

if TYPE_CHECKING:
    from pathlib import Path

ORIGINAL = "def half(size: int) -> int:\n    if size == 41_234:\n        return 1\n    return size // 2\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("import re\nfrom math import pi\n", ""),
        ("from . import words\n", "the module imports from its package"),
        ("import slugs.words\n", "the module imports slugs.words"),
        ("class Odd(Exception):\n    pass\n", "Odd is a class of the module"),
    ],
)
def test_it_applies_where_a_module_stands_alone(text: str, why: str) -> None:
    assert _unfit(text) == why


@pytest.mark.parametrize(("code", "passed", "compared"), [(0, True, True), (1, False, True), (2, False, False)])
def test_what_its_exit_codes_mean(code: int, *, passed: bool, compared: bool) -> None:
    gate = _said(code, "Given: (size=41234)\n", "walls")
    assert (gate.passed, gate.compared) == (passed, compared)


def test_without_it_the_gate_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vendorize.assist.symbolic.find_spec", lambda _: None)
    surface: Any = SimpleNamespace(relative="m.py", name="half")
    gate = find_difference(surface, (tmp_path, tmp_path), tmp_path / "made", 5)
    assert (gate.compared, gate.evidence) == (False, "CrossHair is not installed")


@pytest.mark.slow
@pytest.mark.skipif(find_spec("crosshair") is None, reason="CrossHair is not installed")
def test_a_number_that_no_example_would_meet_is_found(tmp_path: Path) -> None:
    surface: Any = SimpleNamespace(relative="m.py", name="half")
    for name, text in (("one", ORIGINAL), ("two", ORIGINAL.replace("return 1", "return 2")), ("three", ORIGINAL)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "m.py").write_text(text)
    gate = find_difference(surface, (tmp_path / "one", tmp_path / "two"), tmp_path / "made", 10)
    assert gate.compared, gate
    assert not gate.passed
    assert "41234" in gate.evidence
    same = find_difference(surface, (tmp_path / "one", tmp_path / "three"), tmp_path / "again", 10)
    assert (same.compared, same.passed) == (True, True), same
