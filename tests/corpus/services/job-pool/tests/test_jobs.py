from __future__ import annotations

import os
from pathlib import Path

import pytest

from jobs.cli import count_all, keep, squares, workers


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing", "sequential"])
def test_letters_are_counted_in_workers(backend: str) -> None:
    assert count_all(["aab", "xyzz"], backend=backend) == [("a", 2), ("z", 2)]


def test_the_workers_are_other_processes() -> None:
    assert os.getpid() not in workers()


def test_what_was_computed_is_remembered(tmp_path: Path) -> None:
    assert squares(tmp_path) == (98, 1)


def test_a_value_is_kept(tmp_path: Path) -> None:
    assert keep({"a": [1, 2]}, tmp_path / "kept.gz") == {"a": [1, 2]}
