from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.discovery import discover
from vendorize_analysis.discovery.backends.poetry_versions import python_marker, translate_constraint
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import EntryPoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Grow = Callable[[Mapping[str, str]], Path]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("*", ""),
        ("^1.2.3", ">=1.2.3,<2.0.0"),
        ("^0.2.3", ">=0.2.3,<0.3.0"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0.0", ">=0.0,<0.1"),
        ("^0", ">=0,<1"),
        ("^1", ">=1,<2"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1.2", ">=1.2,<1.3"),
        ("~1", ">=1,<2"),
        ("~=1.2", "~=1.2"),
        ("1.2.*", "==1.2.*"),
        ("1.2", "==1.2"),
        ("=1.2", "==1.2"),
        (">= 1.2, < 3", ">=1.2,<3"),
        (">=1.2 <3", ">=1.2,<3"),
        ("!=1.5", "!=1.5"),
        ("^1 || ^2", ""),
        ("^1.0b1", ">=1.0b1,<2.0"),
    ],
)
def test_poetry_constraints_become_specifiers(text: str, wanted: str) -> None:
    assert translate_constraint(text) == wanted


def test_poetry_constraints_on_python_become_markers() -> None:
    assert python_marker(">=3.8") == 'python_version >= "3.8"'
    assert python_marker("^3.8.1") == 'python_full_version >= "3.8.1" and python_full_version < "4.0.0"'
    assert python_marker("<3.8 || >=3.11") == '(python_version < "3.8") or (python_version >= "3.11")'
    assert python_marker("*") == ""


def test_poetry_metadata_is_read(grow: Grow) -> None:
    text = """
[tool.poetry]
name = "app"
version = "1.0"
[tool.poetry.dependencies]
python = "^3.11"
click = "^8.1"
rich = { version = "*", extras = ["jupyter"], python = "<3.13" }
local = { path = "../local" }
colorama = [{ version = "^0.4", platform = "win32" }, { version = "^0.3", markers = "os_name == 'nt'" }]
httpx = { version = "~0.27", optional = true }
[tool.poetry.extras]
web = ["HTTPX", "unknown"]
[tool.poetry.scripts]
app = "app.cli:main"
old = { reference = "app.old:main", type = "console" }
file = { reference = "bin/script.sh", type = "file" }
[tool.poetry.plugins."my.group"]
x = "app.x:X"
"""
    project = discover(grow({"pyproject.toml": text, "app.py": "x = 1\n"}))
    assert project.requirements == (
        "click>=8.1,<9.0",
        'rich[jupyter]; python_version < "3.13"',
        "local",
        'colorama>=0.4,<0.5; sys_platform == "win32"',
        "colorama>=0.3,<0.4; os_name == 'nt'",
    )
    assert project.extras == (("web", ("httpx>=0.27,<0.28",)),)
    assert project.requires_python == ">=3.11,<4.0"
    assert [(point.group, point.name) for point in project.entry_points] == [
        ("console_scripts", "app"),
        ("console_scripts", "old"),
        ("my.group", "x"),
    ]


def test_the_project_table_wins_and_only_dynamic_fields_are_completed(grow: Grow) -> None:
    text = """
[project]
name = "app"
version = "2"
dynamic = ["dependencies"]
[tool.poetry]
version = "1"
[tool.poetry.dependencies]
click = "*"
[tool.poetry.scripts]
ignored = "app:main"
"""
    project = discover(grow({"pyproject.toml": text, "app.py": "x = 1\n"}))
    assert (project.version, project.requirements, project.entry_points) == ("2", ("click",), ())


def test_the_older_metadata_of_flit_is_read(grow: Grow) -> None:
    text = """
[build-system]
requires = ["flit_core"]
build-backend = "flit_core.buildapi"
[tool.flit.metadata]
module = "app"
dist-name = "the-app"
requires = ["click"]
requires-python = ">=3.8"
[tool.flit.metadata.requires-extra]
web = ["httpx"]
[tool.flit.scripts]
app = "app:main"
"""
    project = discover(grow({"pyproject.toml": text, "app/__init__.py": '__version__ = "0.3"\n'}))
    assert (project.name, project.version, project.requirements) == ("the-app", "0.3", ("click",))
    assert project.extras == (("web", ("httpx",)),)
    assert project.entry_points == (EntryPoint("console_scripts", "app", "app", "main"),)


def test_a_setup_cfg_is_read(grow: Grow) -> None:
    cfg = """
[metadata]
name = App
version = attr: app.__version__
[options]
packages = find:
package_dir =
    = src
python-requires = >=3.8
install_requires =
    click>=8  # a comment
    rich; python_version < "4"
[options.packages.find]
where = src
exclude =
    extra*
[options.extras_require]
Web = httpx
[options.entry_points]
console_scripts =
    App = app.cli:main
"""
    files = {"src/app/__init__.py": "__version__: str = '4.5'\n", "src/extra/__init__.py": "", "app.py": ""}
    project = discover(grow({"pyproject.toml": "", "setup.cfg": cfg, **files}))
    assert (project.name, project.version, project.requires_python) == ("App", "4.5", ">=3.8")
    assert project.requirements == ("click>=8", 'rich; python_version < "4"')
    assert project.extras == (("Web", ("httpx",)),)
    assert project.entry_points == (EntryPoint("console_scripts", "App", "app.cli", "main"),)
    assert project.top_level == ("app",)
    assert [module.path.parent.name for module in project.modules] == ["app"]


def test_a_setup_py_is_read_and_never_run(grow: Grow) -> None:
    setup = """
import setuptools
from os import remove
VERSION = "1." + "2"
base = ["click"]
setuptools.setup(
    name="app",
    version=VERSION,
    packages=setuptools.find_packages("lib", exclude=["skip*"]),
    package_dir={"": "lib"},
    install_requires=base + ["rich"],
    extras_require={"web": ["httpx"], "computed": compute()},
    entry_points={"console_scripts": ["app = app.cli:main"]},
    python_requires=">=3.8",
)
raise SystemExit("this file was run")
"""
    project = discover(
        grow({"pyproject.toml": "", "setup.py": setup, "lib/app/__init__.py": "", "lib/skip_me/__init__.py": ""})
    )
    assert (project.name, project.version, project.requires_python) == ("app", "1.2", ">=3.8")
    assert project.requirements == ("click", "rich")
    assert project.extras == (("web", ("httpx",)),)
    assert project.entry_points == (EntryPoint("console_scripts", "app", "app.cli", "main"),)
    assert project.top_level == ("app",)


def test_entry_points_of_a_setup_py_may_be_one_text(grow: Grow) -> None:
    setup = 'from setuptools import setup\nsetup(entry_points="""\n[console_scripts]\nRun = app:main\n""")\n'
    project = discover(grow({"pyproject.toml": "", "setup.py": setup, "app.py": ""}))
    assert project.entry_points == (EntryPoint("console_scripts", "Run", "app", "main"),)


def test_a_setup_py_that_cannot_be_parsed_says_nothing(grow: Grow) -> None:
    root = grow({"pyproject.toml": "", "setup.py": "print 'python 2'\n", "app/__init__.py": ""})
    assert discover(root).top_level == ("app",)


def test_dynamic_dependencies_of_setuptools_come_from_files_inside_the_project(grow: Grow, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret\n", encoding="utf-8")
    text = """
[project]
name = "app"
dynamic = ["version", "dependencies", "optional-dependencies"]
[tool.setuptools.dynamic]
version = { attr = "app.about.VERSION" }
dependencies = { file = ["base.in", "../secret.txt", "missing.txt"] }
optional-dependencies.web = { file = "web.in" }
"""
    files = {
        "app/__init__.py": "",
        "app/about.py": "VERSION = '7'\n",
        "base.in": "# all\nclick  # why\n-r other.txt\n\nlink @ https://example.org/a#egg\n",
        "web.in": "httpx\n",
    }
    project = discover(grow({"pyproject.toml": text, **files}))
    assert project.version == "7"
    assert project.requirements == ("click", "link @ https://example.org/a#egg")
    assert project.extras == (("web", ("httpx",)),)


def test_a_broken_setup_cfg_has_its_line(grow: Grow) -> None:
    with pytest.raises(UserError, match=r"setup\.cfg:2: not a valid ini file"):
        discover(grow({"pyproject.toml": "", "setup.cfg": "[metadata]\nno equals sign\n", "app.py": ""}))


def test_a_project_without_a_name_is_called_as_its_folder(grow: Grow) -> None:
    assert discover(grow({"pyproject.toml": "", "main.py": ""})).name == "folder"


def test_a_computed_version_is_left_open(grow: Grow) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "app"\ndynamic = ["version"]\n',
        "app/__init__.py": "__version__ = f()\n",
    }
    assert discover(grow(files)).version == ""


def test_a_version_that_hatch_takes_from_a_file_is_read(grow: Grow) -> None:
    text = '[project]\nname = "app"\ndynamic = ["version"]\n[tool.hatch.version]\npath = "app/about.py"\n'
    root = grow({"pyproject.toml": text, "app/__init__.py": "", "app/about.py": '__version__ = "3.1"\n'})
    assert discover(root).version == "3.1"


def test_what_setup_py_says_is_a_guess_and_what_it_computes_is_noticed(grow: Grow) -> None:
    call = "from setuptools import setup\nsetup(name='app', py_modules=['app'], install_requires={})\n"
    for listed, is_computed in (("['a']", False), ("['a', *read()]", True), ("read()", True)):
        project = discover(grow({"setup.py": call.format(listed), "app.py": "x = 1\n"}))
        assert project.is_computed is is_computed
        assert ("requirements" in project.guessed) is (listed != "read()")
    assert not discover(grow({"pyproject.toml": '[project]\nname = "app"\n', "app.py": "x = 1\n"})).guessed


def test_an_extra_that_is_only_a_marker_is_a_requirement_that_has_it(grow: Grow) -> None:
    extras = {":python_version<'3.4'": ["b"], "fast:sys_platform=='win32'": ["c"], "fast": ["d"]}
    words = f"name='app', py_modules=['app'], install_requires=['a'], extras_require={extras}"
    project = discover(grow({"setup.py": f"from setuptools import setup\nsetup({words})\n", "app.py": "x = 1\n"}))
    assert project.requirements == ("a", "b ; python_version<'3.4'")
    assert project.extras == (("fast", ("c ; sys_platform=='win32'", "d")),)


@pytest.mark.slow
def test_a_sum_of_any_length_in_setup_py_is_read(grow: Grow) -> None:
    parts = " + ".join(f'["r{i}"]' for i in range(1500))
    text = f"from setuptools import setup\nsetup(name='a', install_requires={parts})"
    assert len(discover(grow({"setup.py": text, "a.py": ""})).requirements) == 1500
