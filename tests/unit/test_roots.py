"""Which files become roots with the tests, and under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.discovery import discover
from vendorize_analysis.roots import add_roots, as_paths

if TYPE_CHECKING:
    from pathlib import Path

PYPROJECT = '[project]\nname = "app"\nversion = "1"\n[tool.setuptools]\npackages = ["app"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "pyproject.toml": PYPROJECT,
        "app/__init__.py": "",
        "tests/test_it.py": "import app, json\nfrom examples.first import tutorial\nimport lib\n",
        "examples/first/tutorial.py": "import helper\n",
        "helper.py": "",
        "lib/__init__.py": "",
        "tools/__init__.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def modules(folder: Path, *, with_tests: bool, installed: tuple[str, ...] = ()) -> set[str]:
    project = add_roots(discover(folder), (), with_tests=with_tests, installed=installed)
    return {module.name for module in project.modules}


def test_without_tests_there_is_only_the_code(folder: Path) -> None:
    assert modules(folder, with_tests=False) == {"app"}


def test_what_tests_import_from_the_project_s_folder_comes_with_them_and_what_that_imports(folder: Path) -> None:
    found = modules(folder, with_tests=True, installed=("json",))
    assert found == {"app", "test_it", "examples.first.tutorial", "helper", "lib"}


def test_an_installed_distribution_is_meant_where_a_folder_has_its_name(folder: Path) -> None:
    assert "lib" not in modules(folder, with_tests=True, installed=("json", "lib"))


def test_a_word_that_names_a_folder_and_no_module_is_a_path(folder: Path) -> None:
    project = discover(folder)
    roots = as_paths(project, ("tests", "app", "lib", "gone", "app.core", "tests/test_it.py"), installed=("lib",))
    assert roots == (f"{folder / 'tests'}/", "app", "lib", "gone", "app.core", "tests/test_it.py")


def test_a_root_is_the_same_file_wherever_the_command_is_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    project = add_roots(discover(folder), ("./tests",), with_tests=False)
    assert [module.path for module in project.modules if module.name == "test_it"] == [folder / "tests/test_it.py"]
