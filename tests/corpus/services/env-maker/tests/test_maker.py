from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from maker.cli import make, planned


def ask(python: Path, *words: str) -> str:
    return subprocess.run([python, *words], check=True, capture_output=True, text=True).stdout.strip()


def test_an_environment_with_pip(tmp_path: Path) -> None:
    python = make(tmp_path / "env")
    assert ask(python, "-m", "pip", "--version").startswith("pip ")
    assert Path(ask(python, "-c", "import sys; print(sys.prefix)")) == tmp_path / "env"


def test_an_environment_without_seed(tmp_path: Path) -> None:
    python = make(tmp_path / "env", "--no-seed", "--activators", "bash,fish")
    assert sorted(path.name for path in python.parent.glob("activate*")) == ["activate", "activate.fish"]


def test_the_interpreter_is_found(tmp_path: Path) -> None:
    assert planned(tmp_path / "env") == ("CPython", sys.version_info[:2])
