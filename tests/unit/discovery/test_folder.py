"""Projects that no pyproject.toml declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.discovery import discover, find_start
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize_analysis.model.project import Project

    Grow = Callable[[Mapping[str, str]], Path]

MANAGE = 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n'


def names(project: Project) -> list[str]:
    return [module.name for module in project.modules]


def test_setup_cfg_alone_is_a_project(grow: Grow) -> None:
    cfg = "[metadata]\nname = app\nversion = 2\n[options]\npackages = find:\ninstall_requires =\n  click\n"
    project = discover(grow({"setup.cfg": cfg, "app/__init__.py": ""}) / "app")
    assert (project.name, project.taken_as, project.requirements) == ("app", "setup.cfg", ("click",))
    assert (project.kind, project.is_built, names(project)) == ("project", True, ["app"])


def test_setup_py_alone_is_a_project(grow: Grow) -> None:
    call = "from setuptools import setup\nsetup(name='app', py_modules=['app'], install_requires=['click'])\n"
    root = grow({"setup.py": call, "app.py": "x = 1\n"})
    for start in (root, root / "setup.py"):
        project = discover(start)
        assert (project.name, project.taken_as, project.requirements) == ("app", "setup.py", ("click",))
        assert names(project) == ["app"]


def test_of_both_setuptools_files_the_one_with_the_name_stands_for_the_project(grow: Grow) -> None:
    call = "from setuptools import setup\nsetup(name='app', py_modules=['app'])\n"
    root = grow({"setup.cfg": "[metadata]\nlicense_file = LICENSE\n", "setup.py": call, "app.py": "x = 1\n"})
    assert discover(root).taken_as == "setup.py"


def test_settings_of_other_tools_in_setup_cfg_make_no_project(grow: Grow) -> None:
    root = grow({"setup.cfg": "[flake8]\nmax-line-length = 100\n", "one.py": "x = 1\n", "two.py": "x = 1\n"})
    assert discover(root).taken_as == "folder of scripts"


@pytest.mark.parametrize("listed", ["requirements.txt", "requirements.in"])
def test_a_list_of_requirements_makes_the_folder_a_program(grow: Grow, listed: str) -> None:
    files = {"run.py": "import core\n", "core.py": "", "lib/__init__.py": "", "lib/a.py": "", "tests/test_a.py": ""}
    root = grow({**files, "setup.cfg": "[flake8]\n", "docs/conf.py": "", listed: "click  # the CLI\n"})
    project = discover(root)
    assert (project.taken_as, project.requirements, project.is_built) == (listed, ("click",), False)
    assert names(project) == ["core", "lib", "lib.a", "run"]
    assert project.tests == (root / "tests",)


def test_the_list_that_people_write_comes_before_the_pinned_one(grow: Grow) -> None:
    root = grow({"requirements.in": "click\n", "requirements.txt": "click==8\ncolorama==1\n", "run.py": "x = 1\n"})
    assert discover(root).requirements == ("click",)


def test_tool_settings_in_pyproject_leave_the_listed_requirements(grow: Grow) -> None:
    root = grow({"pyproject.toml": "[tool.ruff]\n", "requirements.txt": "click\n", "run.py": "x = 1\n"})
    project = discover(root)
    assert (project.taken_as, project.requirements, names(project)) == ("requirements.txt", ("click",), ["run"])


def test_a_project_above_wins_over_the_requirements_of_its_documentation(grow: Grow) -> None:
    declared = '[project]\nname = "app"\n'
    root = grow(
        {"pyproject.toml": declared, "app.py": "x = 1\n", "docs/requirements.txt": "sphinx\n", "docs/conf.py": ""}
    )
    assert find_start(root / "docs") == root / "pyproject.toml"


def test_a_django_project_is_its_whole_folder(grow: Grow) -> None:
    files = {"manage.py": MANAGE, "site/__init__.py": "", "site/settings.py": "INSTALLED_APPS = ['shop']\n"}
    root = grow({**files, "shop/__init__.py": "", "shop/models.py": "", "requirements.txt": "Django\n"})
    for start in (root, root / "shop", root / "manage.py"):
        project = discover(start)
        assert (project.taken_as, project.requirements) == ("manage.py", ("Django",))
        assert names(project) == ["manage", "shop", "shop.models", "site", "site.settings"]


def test_a_folder_of_scripts_is_all_of_them_and_what_they_import(grow: Grow) -> None:
    files = {"one.py": "from lib import a\n", "two-words.py": "x = 1\n", "lib/__init__.py": "", "lib/a.py": ""}
    project = discover(grow({**files, "other/__init__.py": "", "test_one.py": "", "setup.py.bak": ""}))
    assert (project.kind, project.taken_as) == ("script", "folder of scripts")
    assert names(project) == ["lib", "lib.a", "one", "two-words"]


def test_a_folder_with_packages_alone_is_these(grow: Grow) -> None:
    project = discover(grow({"app/__init__.py": "", "app/cli.py": "", "notes/x.txt": ""}))
    assert (project.taken_as, names(project)) == ("packages", ["app", "app.cli"])


def test_a_package_is_the_whole_package_from_any_folder_in_it(grow: Grow) -> None:
    root = grow(
        {"app/__init__.py": "", "app/in/__init__.py": "", "app/in/a.py": "import beside\n", "beside.py": "", "x.py": ""}
    )
    project = discover(root / "app" / "in")
    assert (project.taken_as, project.root, project.name) == ("package", root, "app")
    assert names(project) == ["app", "app.in", "app.in.a", "beside"]


def test_scripts_in_a_folder_import_each_other_by_their_short_names(grow: Grow) -> None:
    files = {"requirements.txt": "", "jobs/nightly.py": "import shared\n", "jobs/shared.py": "", "lib/a.py": ""}
    project = discover(grow({**files, "run.py": "import lib.a\n"}))
    assert names(project) == ["lib.a", "nightly", "run", "shared"]
    assert len(project.source_roots) == 2


def test_of_two_scripts_with_one_name_the_user_hears(grow: Grow) -> None:
    files = {f"{folder}/{name}.py": text for folder in "ab" for name, text in (("run", "import own\n"), ("own", ""))}
    project = discover(grow({**files, "requirements.txt": "", "main.py": "x = 1\n"}))
    assert names(project) == ["main", "own", "run"]
    assert len(project.notes) == 2
    assert "b/run.py: not analysed" in project.notes[1].replace("\\", "/")


def test_results_of_earlier_runs_are_nobody_s_source(grow: Grow) -> None:
    project = discover(
        grow({"requirements.txt": "", "run.py": "x = 1\n", "out/.vendorize.json": "{}", "out/dep/__init__.py": ""})
    )
    assert names(project) == ["run"]


REQUIREMENTS = """\
-r more/base.txt
--index-url https://example.org/simple
click>=8 \\
    --hash=sha256:00 \\
    --hash=sha256:11
rich[all] ; python_version > "3"   # colours
-e .
-e git+https://example.org/x.git#egg=named_egg
git+https://example.org/y.git@main#egg=other
https://example.org/files/six-1.16.0-py2.py3-none-any.whl
./local/folder
direct @ https://example.org/direct.zip
"""


def test_a_list_is_read_as_pip_reads_it(grow: Grow) -> None:
    root = grow(
        {"requirements.txt": REQUIREMENTS, "more/base.txt": "attrs\n-r ../requirements.txt\n", "run.py": "x = 1\n"}
    )
    assert discover(root).requirements == (
        "attrs",
        "click>=8",
        'rich[all] ; python_version > "3"',
        "named_egg",
        "other",
        "six",
        "direct @ https://example.org/direct.zip",
    )


def test_what_is_no_requirement_is_named_with_its_line(grow: Grow) -> None:
    root = grow({"requirements.txt": "click\n=3\n\nrich >=\n", "run.py": "x = 1\n"})
    with pytest.raises(UserError, match=r"requirements\.txt:2: requirement '=3'") as caught:
        discover(root)
    assert "requirements.txt:4: requirement 'rich >='" in caught.value.message
