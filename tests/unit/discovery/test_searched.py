"""Folders of the project that its own code puts on the search path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.discovery import discover, with_searched_folders

if TYPE_CHECKING:
    from pathlib import Path


def _names(root: Path, files: dict[str, str], *installed: str) -> list[str]:
    for relative, text in files.items():
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    start = root if (root / "requirements.txt").exists() else root / "main.py"
    return [module.name for module in with_searched_folders(discover(start), installed).modules]


@pytest.mark.parametrize(
    "line",
    [
        "sys.path.insert(0, 'lib')",
        "sys.path.append(os.path.join(os.path.dirname(__file__), 'lib'))",
        "sys.path.append(str(Path(__file__).resolve().parents[0] / 'lib'))",
        "sys.path.extend(['lib'])",
        "sys.path = [os.getcwd() + '/x', os.path.join(os.getcwd(), 'lib')] + sys.path",
        "sys.path += ['./lib']",
        "HERE = Path(__file__).parent\nsite.addsitedir(HERE.joinpath('lib'))",
    ],
)
def test_what_is_imported_from_an_added_folder_is_first_party(tmp_path: Path, line: str) -> None:
    files = {"main.py": f"{line}\nimport a", "lib/a.py": "import b", "lib/b.py": "", "lib/c.py": ""}
    assert _names(tmp_path, files) == ["a", "b", "main"]


@pytest.mark.parametrize("line", ["sys.path.insert(0, folder)", "sys.path.append(x)", "x = y\ny = x\nsys.path += [x]"])
def test_a_folder_of_which_nothing_is_known_is_passed_over(tmp_path: Path, line: str) -> None:
    assert _names(tmp_path, {"main.py": f"{line}\nimport a", "lib/a.py": ""}) == ["main"]


def test_what_is_installed_comes_before_a_folder_that_is_searched_last(tmp_path: Path) -> None:
    files = {"main.py": "sys.path.append('lib')\nimport a, b", "lib/a.py": "", "lib/b.py": ""}
    assert _names(tmp_path, files, "a") == ["b", "main"]
    files["main.py"] = "sys.path.insert(0, 'lib')\nimport a, b"
    assert _names(tmp_path, files, "a") == ["a", "b", "main"]


def test_files_outside_of_the_project_are_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").touch()
    files = {"main.py": "sys.path.insert(0, '..')\nimport a"}
    assert _names(tmp_path / "project", files) == ["main"]


def test_a_folder_of_code_has_the_short_name_that_is_asked_for(tmp_path: Path) -> None:
    files = {
        "requirements.txt": "",
        "main.py": "sys.path.insert(0, 'lib')\nimport a",
        "lib/a.py": "",
    }
    assert "a" in _names(tmp_path, files)
    assert "lib.a" not in _names(tmp_path, files)
