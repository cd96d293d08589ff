from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.environment import complete, inspect
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import EntryPoint, Project, SourceModule

if TYPE_CHECKING:
    from tests.unit.environment.conftest import Site

PYTHON = Path(sys.executable)


def test_the_closure_follows_requirements_and_leaves_the_rest(site: Site, project: Project) -> None:
    site.install("a", {"a.py": "x"}, metadata="Requires-Dist: B\n")
    site.install("b", {"b.py": ""})
    site.install("c", {"c.py": ""})
    environment = inspect(replace(project, requirements=("A>=1", "gone")), PYTHON, search_path=(site.root,))
    assert [distribution.key for distribution in environment.distributions] == ["a", "b", "c"]
    assert environment.direct == {"a"}
    assert environment.closure == {"a", "b"}
    assert environment.missing == ("gone",)
    first = environment.distributions[0]
    assert (first.info, first.top_level, first.requires) == ("a-1.0.dist-info", ("a",), ("b",))
    assert first.metadata == site.root / "a-1.0.dist-info"
    assert first.size == sum((site.root / name).stat().st_size for name in first.files)


def test_the_projects_own_distribution_is_left_out(site: Site, project: Project) -> None:
    metadata = "Requires-Python: >=3.9\nRequires-Dist: a\nRequires-Dist: b ; extra == 'more'\n"
    info = site.install("App", {"app/__init__.py": ""}, version="4.2", metadata=metadata)
    (info / "entry_points.txt").write_text("[console_scripts]\napp = app:main\n", encoding="utf-8")
    site.install("a", {"a.py": ""})
    site.install("b", {"b.py": ""})
    environment = inspect(project, PYTHON, search_path=(site.root,))
    assert [distribution.key for distribution in environment.distributions] == ["a", "b"]
    assert environment.closure == {"a"}
    assert environment.project_info == info
    whole = complete(project, environment)
    assert (whole.version, whole.requires_python, whole.requirements) == ("4.2", ">=3.9", ("a",))
    assert whole.entry_points == (EntryPoint("console_scripts", "app", "app", "main"),)
    assert whole.extras == (("more", ("b ; extra == 'more'",)),)
    said = replace(project, requirements=("b",), version="9")
    assert complete(said, environment).requirements == ("b",)
    assert inspect(project, PYTHON, search_path=(site.root,), extras=frozenset({"More"})).closure == {"a", "b"}


def test_an_extra_may_name_others_of_the_project(site: Site, project: Project) -> None:
    for name in ("a", "b"):
        site.install(name, {f"{name}.py": ""})
    extras = (("all", ("App[one,two]",)), ("one", ("a",)), ("two", ("b", "app[all]")))
    environment = inspect(replace(project, extras=extras), PYTHON, search_path=(site.root,), extras=frozenset({"all"}))
    assert environment.closure == {"a", "b"}


def test_an_extra_that_the_project_does_not_have_is_an_error(site: Site, project: Project) -> None:
    with_one = replace(project, extras=(("Fast_er", ()),))
    with pytest.raises(UserError, match="no extra 'slow'") as caught:
        inspect(with_one, PYTHON, search_path=(site.root,), extras=frozenset({"slow"}))
    assert caught.value.hint == "its extras are: fast-er"


def test_what_has_no_metadata_counts_as_needed_in_a_search_path(site: Site, project: Project) -> None:
    site.write({"dep/__init__.py": "", "other.py": ""})
    site.install("a", {"a.py": ""})
    environment = inspect(replace(project, requirements=("dep",)), PYTHON, search_path=(site.root,))
    assert environment.closure == {"dep", "other"}
    assert environment.direct == {"dep"}
    dep = environment.distributions[1]
    assert (dep.name, dep.version, dep.info, dep.metadata) == ("dep", "0", "", None)


def test_the_first_folder_wins(site: Site, project: Project, tmp_path: Path) -> None:
    second = type(site)(tmp_path / "second")
    site.install("a", {"a.py": ""}, version="1")
    second.install("a", {"a.py": ""}, version="2")
    environment = inspect(project, PYTHON, search_path=(site.root, second.root))
    assert [distribution.version for distribution in environment.distributions] == ["1"]


def test_of_two_in_one_folder_the_one_with_files_wins(site: Site, project: Project) -> None:
    site.install("a", {}, version="1", rows="gone.py,,\n")
    site.install("a", {"a.py": "", "b.py": ""}, version="2")
    environment = inspect(project, PYTHON, search_path=(site.root,))
    assert [distribution.version for distribution in environment.distributions] == ["2"]


def make_script(project: Project, text: str) -> Project:
    path = project.root / "rich.py"
    path.write_text(text, encoding="utf-8")
    return replace(project, name="rich", kind="script", modules=(SourceModule("rich", path, is_package=False),))


def test_a_script_may_use_everything_that_is_installed(site: Site, project: Project) -> None:
    site.install("rich", {"rich/__init__.py": ""})
    site.write({"dep.py": ""})
    environment = inspect(make_script(project, "import dep\n"), PYTHON, search_path=(site.root,))
    assert environment.closure == {"dep", "rich"}
    assert environment.direct == frozenset()
    assert environment.project_info is None


def test_a_script_may_say_what_it_needs(site: Site, project: Project) -> None:
    site.install("a", {"a.py": ""})
    site.install("b", {"b.py": ""})
    script = make_script(project, '# /// script\n# dependencies = ["a", "gone"]\n# ///\n')
    environment = inspect(script, PYTHON, search_path=(site.root,))
    assert environment.closure == environment.direct == {"a"}
    assert environment.missing == ("gone",)
    assert complete(script, environment).requirements == ("a", "gone")


def test_licence_files_are_those_that_exist(site: Site, project: Project) -> None:
    info = "a-1.0.dist-info"
    files: dict[str, str | bytes] = {"a.py": "", f"{info}/licenses/LICENSE": "text"}
    site.install("a", files, metadata="License-Expression: MIT\nLicense-File: LICENSE\nLicense-File: ../../../secret\n")
    (distribution,) = inspect(project, PYTHON, search_path=(site.root,)).distributions
    assert distribution.license_files == (f"{info}/licenses/LICENSE",)
    assert distribution.licenses == ("MIT",)


def test_a_list_of_files_that_is_none_matters_only_where_it_is_needed(site: Site, project: Project) -> None:
    site.install("a", {"a.py": ""})
    record = site.install("b", {"b.py": ""}) / "RECORD"
    record.write_bytes(b"\xff\0\n")
    environment = inspect(replace(project, requirements=("a",)), PYTHON, search_path=(site.root,))
    assert [distribution.key for distribution in environment.distributions] == ["a", "b"]
    assert environment.distributions[1].top_level == ("b",)
    (note,) = environment.notes
    assert note.startswith(f"{record}:1: not UTF-8 text; b is taken to have")
    with pytest.raises(UserError, match=r"RECORD:1: not UTF-8"):
        inspect(replace(project, requirements=("b",)), PYTHON, search_path=(site.root,))


def test_a_broken_row_that_names_a_file_is_taken_and_said(site: Site, project: Project) -> None:
    record = site.install("a", {"a.py": "", "b.py": ""}) / "RECORD"
    record.write_text("a.py,,\nb.py\nb.py,,many\n", encoding="utf-8")
    environment = inspect(replace(project, requirements=("a",)), PYTHON, search_path=(site.root,))
    assert environment.distributions[0].top_level == ("a", "b")
    assert [note.partition(": ")[0] for note in environment.notes] == [f"{record}:2", f"{record}:3"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_list_of_files_that_is_a_pipe_does_not_hang(site: Site, project: Project) -> None:
    info = site.install("a", {"a.py": ""})
    (info / "RECORD").unlink()
    os.mkfifo(info / "RECORD")
    environment = inspect(project, PYTHON, search_path=(site.root,))
    assert "RECORD:1: no regular file" in environment.notes[0]


def test_what_an_environment_begins_with_is_not_needed_unless_somebody_says_so(site: Site, project: Project) -> None:
    for name in ("pip", "setuptools", "wheel"):
        site.install(name, {f"{name}.py": ""})
    site.install("a", {"a.py": ""}, metadata="Requires-Dist: setuptools\n")
    environment = inspect(make_script(project, "import a\n"), PYTHON, search_path=(site.root,))
    assert environment.closure == {"a", "setuptools"}
    asked = make_script(project, '# /// script\n# dependencies = ["pip"]\n# ///\n')
    assert inspect(asked, PYTHON, search_path=(site.root,)).closure == {"pip"}
