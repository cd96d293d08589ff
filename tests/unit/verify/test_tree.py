from __future__ import annotations

from dataclasses import replace
from importlib.metadata import distributions
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.samples import make_request, write
from vendorize.verify.environment import copy_own_info
from vendorize.verify.placing import place_result
from vendorize.verify.tree import copy_project, is_test

if TYPE_CHECKING:
    from pathlib import Path


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_environments_caches_and_results_are_not_copied(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site")
    root = request.project.root
    write(root, {"env/pyvenv.cfg": "", "env/lib/x.py": "", ".git/HEAD": "", "src/app/__pycache__/x.pyc": ""})
    tree = copy_project(request, tmp_path / "copy")
    assert names(tree) == {name for name in names(root) if not name.startswith(("env", ".git", "src/app/__pycache__"))}


@pytest.mark.parametrize(("info", "stays"), [("app-1.dist-info", False), ("app.egg-info", True), ("", True)])
def test_metadata_of_a_build_beside_the_code_hides_no_installed_one(tmp_path: Path, info: str, stays: object) -> None:
    request = make_request(tmp_path, "site")
    write(request.project.root, {"src/app.egg-info/PKG-INFO": "", "src/other.egg-info/PKG-INFO": ""})
    place = tmp_path / "site" / info if info else None
    request = replace(request, environment=replace(request.environment, project_info=place))
    found = names(copy_project(request, tmp_path / "copy"))
    assert "src/other.egg-info/PKG-INFO" in found
    assert ("src/app.egg-info/PKG-INFO" in found) is stays


@pytest.mark.parametrize("record", ["app.py,,\napp-1.dist-info/METADATA,,\n", ""])
def test_the_metadata_of_the_project_says_which_files_it_has_as_before(tmp_path: Path, record: str) -> None:
    """One without RECORD answers None, and code that copies its own licence from there fails."""
    request, packages = make_request(tmp_path, "package"), tmp_path / "packages"
    info = tmp_path / "site/app-1.dist-info"
    texts = {"METADATA": "Name: app\nVersion: 1\n\n", "licenses/LICENSE.txt": "free", "INSTALLER": "pip"}
    write(info, texts | ({"RECORD": record} if record else {}))
    packages.mkdir()
    copy_own_info(replace(request, environment=replace(request.environment, project_info=info)), packages)
    (found,) = distributions(path=[str(packages)])
    named = {str(one) for one in found.files} if found.files is not None else None
    there = {"app-1.dist-info/METADATA", "app-1.dist-info/licenses/LICENSE.txt"}
    assert named == (there | {"app-1.dist-info/RECORD"} if record else None)
    assert there <= names(packages)


def test_a_link_out_of_the_project_is_not_followed(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site")
    (request.project.root / "link").symlink_to(tmp_path / "site", target_is_directory=True)
    assert (copy_project(request, tmp_path / "copy") / "link").is_symlink()


@pytest.mark.parametrize("layout", ["site", "package"])
def test_what_the_result_does_not_ship_is_gone_but_tests_in_the_package_stay(tmp_path: Path, layout: str) -> None:
    request = make_request(tmp_path, layout)
    write(request.project.root, {"src/app/left_out.txt": "", "src/app/test_inside.py": "", "src/app/conftest.py": ""})
    tree = copy_project(request, tmp_path / "copy")
    place_result(request, tree)
    found = names(tree / "src/app")
    assert "left_out.txt" not in found
    assert {"test_inside.py", "conftest.py", "core.py", "who.txt"} <= found


def test_the_overlay_is_what_runs_where_there_is_one(tmp_path: Path) -> None:
    write(tmp_path / "overlay", {"app/__init__.py": "", "app/core.py": "overlay"})
    request = make_request(tmp_path, "site", overlay=tmp_path / "overlay")
    tree = copy_project(request, tmp_path / "copy")
    place_result(request, tree)
    assert (tree / "src/app/core.py").read_text(encoding="utf-8") == "overlay"


@pytest.mark.parametrize(
    ("relative", "expected"),
    [
        ("tests/data/x.json", True),
        ("tests_of_mine/x.py", False),
        ("pkg/test_x.py", True),
        ("pkg/latest.py", False),
        ("conftest.py", True),
    ],
)
def test_tests_are_told_by_folder_and_by_name(relative: str, expected: object) -> None:
    assert is_test(relative, ["tests"]) is expected
