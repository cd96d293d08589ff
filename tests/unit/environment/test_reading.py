from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from vendorize_analysis.environment import reads
from vendorize_analysis.environment.interpreter import ask

HERE = ask(Path(sys.executable)).interpreter
OTHER = replace(HERE, version=(HERE.version[0], HERE.version[1] + 1, 0))
"""Says that it is another version: then it is asked."""


def test_an_interpreter_of_our_own_version_reads_what_we_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    assert not reads(HERE, tmp_path / "a.py")


@pytest.mark.parametrize(("text", "readable"), [("raise SystemExit(3)\n", True), ("def (:\n", False)])
def test_another_one_is_asked_and_runs_nothing(tmp_path: Path, text: str, readable: bool) -> None:  # noqa: FBT001
    (tmp_path / "a.py").write_text(text, encoding="utf-8")
    assert reads(OTHER, tmp_path / "a.py") is readable


def test_in_doubt_it_reads_the_file(tmp_path: Path) -> None:
    assert reads(replace(OTHER, executable=tmp_path / "gone"), tmp_path / "a.py")
