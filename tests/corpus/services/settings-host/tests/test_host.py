from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def run(tmp_path: Path, *words: str) -> str:
    import host

    command = [sys.executable, host.__file__, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("maker", "made"), [("text", "{'a': 1}"), ("upper", "AB")])
def test_classes_and_functions_that_settings_name_are_called(tmp_path: Path, maker: str, made: str) -> None:
    assert made in run(tmp_path, f"maker={maker}").splitlines()


def test_values_of_the_command_line_win(tmp_path: Path) -> None:
    assert "url: other/omegaconf.DictConfig" in run(tmp_path, "name=other")


def test_environments_of_settings_differ(tmp_path: Path) -> None:
    assert run(tmp_path).splitlines()[-1] == "n 1 n-x 9"
