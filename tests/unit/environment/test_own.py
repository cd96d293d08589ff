"""The project's own metadata: what was built is true, what was read off `setup.py` a guess."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.environment.metadata import read_metadata
from vendorize_analysis.environment.own import built_in_tree, completed

if TYPE_CHECKING:
    from tests.unit.environment.conftest import Site
    from vendorize_analysis.model.project import Project

HEAD = "Metadata-Version: 2.1\nName: App\nVersion: 4.2\n"


@pytest.fixture
def guessing(project: Project) -> Project:
    fields = frozenset({"version", "requirements"})
    return replace(project, version="1", requirements=("a",), guessed=fields, taken_as="setup.py")


def test_installed_metadata_beats_what_is_read_off_setup_py(site: Site, guessing: Project) -> None:
    info = site.install("app", {"app/__init__.py": ""}, version="4.2", metadata="Requires-Dist: b\n")
    project = completed(guessing, read_metadata(info))
    assert (project.version, project.requirements) == ("4.2", ("b",))
    (note,) = project.notes
    assert note.startswith(f"{guessing.root / 'setup.py'}: version and requirements of app")
    assert f"{info / 'METADATA'} is taken" in note


def test_what_a_file_declares_literally_stays_and_the_difference_is_said(site: Site, project: Project) -> None:
    info = site.install("app", {"app/__init__.py": ""}, metadata="Requires-Dist: b\n")
    declared = replace(project, requirements=("a",), taken_as="pyproject.toml")
    found = completed(declared, read_metadata(info))
    assert found.requirements == ("a",)
    assert f"{project.root / 'pyproject.toml'} is taken" in found.notes[0]


def test_where_both_agree_nothing_is_said(site: Site, guessing: Project) -> None:
    info = site.install("app", {"app/__init__.py": ""}, version="1", metadata="Requires-Dist: A (>=1)\n")
    assert completed(guessing, read_metadata(info)).notes == ()


@pytest.mark.parametrize("folder", ["app.egg-info", "src/app.egg-info"])
def test_a_build_in_the_tree_comes_next(guessing: Project, folder: str) -> None:
    info = guessing.root / folder
    info.mkdir(parents=True)
    (info / "PKG-INFO").write_text(HEAD, encoding="utf-8")
    (info / "requires.txt").write_text("b\n", encoding="utf-8")
    found = replace(guessing, source_roots=(info.parent,))
    assert completed(found, built_in_tree(found)).requirements == ("b",)


def test_a_source_distribution_may_leave_its_requirements_open(guessing: Project) -> None:
    (guessing.root / "PKG-INFO").write_text(HEAD, encoding="utf-8")
    project = completed(guessing, built_in_tree(guessing))
    assert (project.version, project.requirements) == ("4.2", ("a",))


def test_metadata_of_another_project_in_the_tree_does_not_count(guessing: Project) -> None:
    (guessing.root / "PKG-INFO").write_text(HEAD.replace("App", "other"), encoding="utf-8")
    assert built_in_tree(guessing) is None


def test_requirements_made_by_code_without_any_metadata_are_said(project: Project) -> None:
    (note,) = completed(replace(project, is_computed=True), None).notes
    assert "made by code" in note
    assert "pip install -e ." in note
