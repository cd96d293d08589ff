"""What the benchmark of cold code asks of pytest."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_some_tests_run_in_place_of_the_folders_that_a_command_names(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from cold import selected  # noqa: PLC0415 - a script

    (tmp_path / "tests").mkdir()
    command = ["/usr/bin/python", "-m", "pytest", "-q", "-o", "tests", "--ignore=tests", "tests"]
    assert selected(command, [], tmp_path) == command
    assert selected(command, ["tests/a.py::b"], tmp_path) == [*command[:-1], "tests/a.py::b"]
