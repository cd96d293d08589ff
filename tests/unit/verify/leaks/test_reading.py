from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vendorize.verify.leaks import read_leaks, read_removed

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, *records: dict[str, object]) -> Path:
    report = folder / "removed.jsonl"
    report.write_text("".join(f"{json.dumps(one)}\n" for one in records), encoding="utf-8")
    return report


def test_a_removed_name_of_another_program_is_no_leak(tmp_path: Path) -> None:
    """Tests of a program may run results of other programs, and a dependency may be one."""
    report = written(
        tmp_path,
        {"symbol": "dep.gone", "path": ["a.py:1"], "program": "shop"},
        {"symbol": "mod.gone", "path": ["b.py:1"], "program": "bag"},
    )
    assert [leak.symbol for leak in read_leaks(tmp_path, report, (), "shop")] == ["dep.gone"]
    assert [symbol for symbol, _ in read_removed(report, "bag")] == ["mod.gone"]


def test_a_result_that_does_not_say_whose_it_is_counts(tmp_path: Path) -> None:
    report = written(tmp_path, {"symbol": "dep.gone", "path": ["a.py:1"]})
    assert [leak.symbol for leak in read_leaks(tmp_path, report, (), "shop")] == ["dep.gone"]


def test_a_program_without_a_name_is_known_by_that(tmp_path: Path) -> None:
    report = written(tmp_path, {"symbol": "dep.gone", "path": [], "program": "the program"})
    assert [symbol for symbol, _ in read_removed(report, "")] == ["dep.gone"]
