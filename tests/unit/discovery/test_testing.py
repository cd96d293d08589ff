from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.discovery import discover

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Grow = Callable[[Mapping[str, str]], Path]

APP = {"pyproject.toml": '[project]\nname = "app"\n', "app/__init__.py": ""}


def found_in(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in discover(root).tests]


def test_usual_folders_and_files_are_found_without_settings(grow: Grow) -> None:
    files = ["tests/test_a.py", "test/b.py", "test_c.py", "d_test.py", "conftest.py", "helper.py", "docs/test_e.py"]
    assert found_in(grow({**APP, **dict.fromkeys(files, "")})) == [
        "conftest.py",
        "d_test.py",
        "test",
        "test_c.py",
        "tests",
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.ini", "[pytest]\ntestpaths = checks\n"),
        ("tox.ini", "[pytest]\ntestpaths =\n    checks\n    missing\n"),
        ("setup.cfg", "[tool:pytest]\ntestpaths = checks\n"),
        ("pyproject.toml", '[project]\nname = "app"\n[tool.pytest.ini_options]\ntestpaths = "checks"\n'),
        ("pyproject.toml", '[project]\nname = "app"\n[tool.pytest]\ntestpaths = ["chec*"]\n'),
        ("pytest.toml", '[pytest]\ntestpaths = ["checks"]\n'),
    ],
)
def test_settings_of_pytest_say_where_they_are(grow: Grow, file: str, text: str) -> None:
    assert found_in(grow({**APP, "checks/a.py": "", file: text})) == ["checks"]


def test_tests_inside_the_package_are_tests_and_modules(grow: Grow) -> None:
    root = grow({**APP, "app/tests/__init__.py": "", "app/tests/test_a.py": "", "app/sub/test_b.py": ""})
    assert found_in(root) == ["app/sub/test_b.py", "app/tests"]
    assert "app.tests.test_a" in [module.name for module in discover(root).modules]


@pytest.mark.parametrize("where", [".", "app"])
def test_settings_that_cover_the_code_do_not_make_it_tests(grow: Grow, where: str) -> None:
    root = grow({**APP, "pytest.ini": f"[pytest]\ntestpaths = {where}\n", "app/test_a.py": "", "app/core.py": ""})
    assert found_in(root) == ["app/test_a.py"]


def test_paths_that_lead_out_of_the_project_are_passed_over(grow: Grow, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    assert found_in(grow({**APP, "pytest.ini": "[pytest]\ntestpaths = ../elsewhere\n"})) == []
