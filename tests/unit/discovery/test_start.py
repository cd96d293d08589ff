from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery import find_start

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_that_is_no_project_is_run_by_its_main_script(tmp_path: Path) -> None:
    (tmp_path / "main.py").touch()
    assert find_start(tmp_path) == tmp_path.resolve() / "main.py"
    (tmp_path / "__main__.py").touch()
    assert find_start(tmp_path) == tmp_path.resolve() / "__main__.py"


def test_a_project_comes_before_a_script(tmp_path: Path) -> None:
    (tmp_path / "main.py").touch()
    (tmp_path / "pyproject.toml").touch()
    assert find_start(tmp_path) == tmp_path.resolve() / "pyproject.toml"
