"""Metadata that does not say what is installed: a note where nobody needs it, else an error."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.environment import inspect
from vendorize_analysis.errors import UserError
from vendorize_analysis.undeclared import join

if TYPE_CHECKING:
    from tests.unit.environment.conftest import Site
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project


def look(project: Project, site: Site, *requirements: str) -> Environment:
    asked = replace(project, requirements=requirements)
    return inspect(asked, Path(sys.executable), search_path=(site.root,))


def pipe(path: Path) -> None:
    path.unlink()
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(path)


def device(path: Path) -> None:
    path.unlink()
    path.symlink_to(os.devnull)


def nameless(path: Path) -> None:
    path.write_text("Metadata-Version: 2.1\nVersion: 1\n", encoding="utf-8")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


BREAKING = pytest.mark.parametrize("damage", [pipe, device, nameless, folder])


@BREAKING
def test_what_nobody_needs_is_a_note_with_its_file(project: Project, site: Site, damage: object) -> None:
    info = site.install("Bad-One", {"bad.py": ""})
    site.install("dep", {"dep.py": ""})
    damage(info / "METADATA")  # type: ignore[operator]
    found = look(project, site, "dep")
    assert found.closure == {"dep"}
    (note,) = found.notes
    assert note.startswith(str(info / "METADATA"))
    assert "Bad_One" in note


@BREAKING
def test_what_is_needed_is_an_error_with_its_file(project: Project, site: Site, damage: object) -> None:
    info = site.install("Bad-One", {"bad.py": ""})
    site.install("dep", {"dep.py": ""}, metadata="Requires-Dist: bad.one\n")
    damage(info / "METADATA")  # type: ignore[operator]
    with pytest.raises(UserError, match="METADATA") as caught:
        look(project, site, "dep")
    assert "reinstall" in caught.value.hint


def test_where_all_that_is_installed_counts_it_counts_only_when_it_is_imported(project: Project, site: Site) -> None:
    nameless(site.install("bad", {"bad.py": ""}) / "METADATA")
    site.install("dep", {"dep.py": ""})
    found = look(replace(project, kind="script"), site)
    assert found.closure == {"dep"}
    with pytest.raises(UserError, match="has no Name"):
        join(found, frozenset({"bad"}))


def test_a_broken_leftover_does_not_stand_before_the_real_one(project: Project, site: Site) -> None:
    nameless(site.install("dep", {"dep.py": "", "old.py": ""}, version="0.9") / "METADATA")
    site.install("dep", {"dep.py": ""})
    found = look(project, site, "dep")
    assert [(one.key, one.version) for one in found.distributions] == [("dep", "1.0")]
    assert len(found.notes) == 1


def test_that_of_the_project_itself_has_to_be_sound(project: Project, site: Site) -> None:
    nameless(site.install("app", {"elsewhere.py": ""}) / "METADATA")
    with pytest.raises(UserError, match="has no Name"):
        look(project, site)
