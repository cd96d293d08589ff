"""What counts as a difference between two builds."""

from __future__ import annotations

import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def differences() -> ModuleType:
    path = ROOT / "benchmarks" / "differences.py"
    spec = importlib.util.spec_from_file_location("benchmark_differences", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def fields(differences: ModuleType, before: object, after: object) -> list[tuple[str, str, str]]:
    return [(each.path, each.before, each.after) for each in differences.differing_fields("analyze", before, after)]


def test_a_field_that_differs_is_named_with_its_place(differences: ModuleType) -> None:
    before = {"distributions": [{"name": "a"}, {"name": "b", "why": "x"}]}
    after = {"distributions": [{"name": "a"}, {"name": "b", "why": "y"}]}
    assert fields(differences, before, after) == [("analyze.distributions[1].why:1", "x", "y")]


def test_times_and_peak_memory_are_left_out_with_all_below_them(differences: ModuleType) -> None:
    before = {"seconds": {"total": 1.0}, "startup_ms": 1, "peak_memory_bytes": {"ratio": 1.0}, "files": 3}
    after = {"seconds": {"total": 2.0, "new": 0}, "startup_ms": 2, "peak_memory_bytes": None, "files": 3}
    assert fields(differences, before, after) == []


def test_keys_and_their_order_and_lengths_count(differences: ModuleType) -> None:
    assert fields(differences, {"a": 1, "b": 2}, {"b": 2, "a": 1}) == [("analyze (keys)", "a b", "b a")]
    assert fields(differences, {"a": 1}, {"a": 1, "seconds": 2}) == [("analyze (keys)", "a", "a seconds")]
    assert fields(differences, [1, 2], [1]) == [("analyze (length)", "2", "1")]


def test_a_value_of_another_type_is_a_difference_even_if_it_is_equal(differences: ModuleType) -> None:
    assert fields(differences, {"a": 1}, {"a": True}) == [("analyze.a", "1", "True")]


def test_names_of_temporary_folders_and_addresses_are_no_difference(differences: ModuleType) -> None:
    folder = tempfile.gettempdir()
    before, after = f"{folder}/vendorize-ab_1/x <f at 0x7f001122>", f"{folder}/vendorize-cd2/x <f at 0x7f334455>"
    assert fields(differences, before, after) == []
    assert fields(differences, before, after + "!") != []


def test_the_first_line_that_differs_is_shown(differences: ModuleType) -> None:
    (found,) = differences.differing_lines("a.py", b"one\ntwo\nthree\n", b"one\n2\n3\n")
    assert (found.path, found.before, found.after) == ("a.py:2", "two", "2")
    (found,) = differences.differing_lines("a.py", b"one\n", b"one")
    assert (found.path, found.before, found.after) == ("a.py:2", "", "(end)")
    assert list(differences.differing_lines("a.py", b"\xff\n", b"\xff\n")) == []


def test_folders_are_compared_file_by_file(differences: ModuleType, tmp_path: Path) -> None:
    for side, text in (("before", "1"), ("after", "2")):
        (tmp_path / side / "result").mkdir(parents=True)
        (tmp_path / side / "extract.json").write_text(json.dumps({"seconds": text, "a": 1}), "utf-8")
        (tmp_path / side / "extract.exit").write_text("0\n", "utf-8")
        (tmp_path / side / "result" / "same.py").write_text("x\n", "utf-8")
        (tmp_path / side / "result" / "manifest.json").write_text(json.dumps({"seconds": text}), "utf-8")
    (tmp_path / "after" / "result" / "more.py").touch()
    found = differences.compare_folders("app site", tmp_path / "before", tmp_path / "after")
    assert [each.path for each in found.differences] == ["result/manifest.json:1", "result/more.py"]
    assert found.files == 5


def test_two_builds_that_cannot_run_are_not_the_same(differences: ModuleType, tmp_path: Path) -> None:
    for side in ("before", "after"):
        (tmp_path / side).mkdir()
        (tmp_path / side / "analyze.exit").write_text("2\n", "utf-8")
    found = differences.compare_folders("app", tmp_path / "before", tmp_path / "after")
    assert [(each.path, each.before, each.after) for each in found.differences] == [("analyze could not run", "2", "2")]
