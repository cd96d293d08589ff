from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from tests.unit.emit.samples import Told
from vendorize.emit.metadata import MetadataEdit, edit_metadata
from vendorize.model.bundle import BundleFile

EDIT = MetadataEdit(
    gone=frozenset({"dep", "idle-one"}),
    direct=frozenset({"dep"}),
    added=(),
    namespace="app._vendor",
    base="src/",
    files=(),
)
FLIT = '[build-system]\nbuild-backend = "flit_core.buildapi"\n'


def edited(texts: dict[str, str], told: Told | None = None, **changes: object) -> dict[str, str]:
    copied = {name: BundleFile(name, text.encode("utf-8")) for name, text in texts.items()}
    made = edit_metadata(copied, replace(EDIT, **changes), told or Told())
    return {file.relative: file.content.decode("utf-8") for file in made if isinstance(file.content, bytes)}


def test_metadata_that_names_nothing_that_went_stays_as_it_is() -> None:
    text = '[project]\ndependencies = [ "fast",]   # odd\n' + FLIT
    assert edited({"pyproject.toml": text}, direct=frozenset()) == {}


def test_a_requirement_goes_with_its_extras_and_marker_and_the_rest_keeps_its_form() -> None:
    before = (
        "[project]  # ours\ndependencies = [\n    # networking\n    'fast>=1',   # quick\n"
        '    "Dep[x,y]>=1,<2; python_version < \'4\'",\n    "idle_one",\n    "last"\n]\nreadme = \'R.md\'\n'
    )
    after = (
        "[project]  # ours\ndependencies = [\n    # networking\n    'fast>=1',   # quick\n"
        "    \"last\"\n]\nreadme = 'R.md'\n"
    )
    assert edited({"pyproject.toml": before})["pyproject.toml"] == after


def test_optional_dependencies_lose_it_too_and_an_empty_extra_stays() -> None:
    text = (
        '[project]\ndependencies = ["dep"]\n[project.optional-dependencies]\nnet = ["dep>1"]\nall = ["fast", "dep"]\n'
    )
    project = tomllib.loads(edited({"pyproject.toml": text})["pyproject.toml"])["project"]
    assert project == {"dependencies": [], "optional-dependencies": {"net": [], "all": ["fast"]}}


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = '\ufeff[project]\r\ndependencies = [\r\n  "fast",\r\n  "dep",\r\n]\r\n'
    made = edited({"pyproject.toml": text}, added=("new>=1",))["pyproject.toml"]
    assert made.startswith("\ufeff[project]\r\n")
    assert made.count("\n") == made.count("\r\n")
    assert tomllib.loads(made.removeprefix("\ufeff"))["project"]["dependencies"] == ["fast", "new>=1"]


def test_poetry_loses_it_from_its_main_table_and_its_extras_only() -> None:
    text = (
        '[tool.poetry.dependencies]\npython = "^3.9"\nDep = {version = "^1", optional = true}\nfast = "*"\n'
        '[tool.poetry.extras]\nx = ["Dep", "fast"]\n[tool.poetry.group.dev.dependencies]\ndep = "*"\n'
    )
    added = ('new>=2; sys_platform == "win32"',)
    poetry = tomllib.loads(edited({"pyproject.toml": text}, added=added)["pyproject.toml"])["tool"]["poetry"]
    assert poetry["dependencies"] == {
        "python": "^3.9",
        "fast": "*",
        "new": {"version": ">=2", "markers": 'sys_platform == "win32"'},
    }
    assert poetry["extras"] == {"x": ["fast"]}
    assert poetry["group"]["dev"]["dependencies"] == {"dep": "*"}


def test_flits_older_form_is_known() -> None:
    text = '[tool.flit.metadata]\nrequires = ["dep", "fast"]\n' + FLIT
    assert 'requires = ["fast"]' in edited({"pyproject.toml": text})["pyproject.toml"]


def test_dynamic_dependencies_are_named_and_left_alone() -> None:
    text = '[project]\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["req.txt"]}\n'
    told = Told()
    assert edited({"pyproject.toml": text}, told, added=("new>=1",)) == {}
    assert any("req.txt" in warning for warning in told.warnings)
    assert any("remove by hand: dep" in warning for warning in told.warnings)
    assert any("by hand: new>=1" in warning for warning in told.warnings)


def test_a_lock_file_is_called_stale() -> None:
    told = Told()
    edited({"pyproject.toml": '[project]\ndependencies = ["dep"]\n', "uv.lock": ""}, told)
    assert any("lock" in warning for warning in told.warnings)


def test_setup_cfg_keeps_every_other_byte() -> None:
    before = (
        "[metadata]\nname=app\n[options]\ninstall_requires =\n    # first\n    fast>=1\n"
        "    dep>=1; python_version<'4'\n\n    last\nzip_safe = no\n"
        "[options.extras_require]\nnet = dep; fast\nx = Dep\n"
    )
    after = (
        "[metadata]\nname=app\n[options]\ninstall_requires =\n    # first\n    fast>=1\n"
        "\n    last\n    new>=1\nzip_safe = no\n[options.extras_require]\nnet = fast\nx =\n"
    )
    assert edited({"setup.cfg": before}, added=("new>=1",))["setup.cfg"] == after


def test_setup_cfg_with_requirements_on_one_line_takes_new_ones_below() -> None:
    made = edited({"setup.cfg": "[options]\ninstall_requires = dep; fast"}, added=("new>=1",))["setup.cfg"]
    assert made == "[options]\ninstall_requires =\n    fast\n    new>=1\n"


def test_setup_cfg_that_reads_a_file_is_left_alone_and_told() -> None:
    told = Told()
    assert edited({"setup.cfg": "[options]\ninstall_requires = file: req.txt\n"}, told) == {}
    assert any("req.txt" in warning for warning in told.warnings)


def test_setup_py_with_a_literal_list_is_edited() -> None:
    before = (
        "from setuptools import setup\nsetup(\n    name='äpp',\n    install_requires=[\n"
        "        'fast',  # quick\n        'dep>=1',  # gone\n        'last'],\n"
        "    extras_require={'net': ['dep', 'x'] },\n)\n"
    )
    after = (
        "from setuptools import setup\nsetup(\n    name='äpp',\n    install_requires=[\"new>=1\", \n"
        "        'fast',  # quick\n        'last'],\n    extras_require={'net': ['x'] },\n)\n"
    )
    assert edited({"setup.py": before}, added=("new>=1",))["setup.py"] == after


def test_setup_py_follows_a_name_that_is_bound_once() -> None:
    text = "import setuptools\nNEEDS = ['dep', 'fast']\nsetuptools.setup(install_requires=NEEDS)\n"
    assert "NEEDS = ['fast']" in edited({"setup.py": text})["setup.py"]


@pytest.mark.parametrize(
    "text",
    [
        "from setuptools import setup\nsetup(install_requires=open('r').read().split())\n",
        "from setuptools import setup\nN = ['dep']\nN.append('x')\nsetup(install_requires=N)\n",
        "from setuptools import setup\nsetup(install_requires=[('dep'), 'x'])\n",
    ],
)
def test_setup_py_that_is_not_literal_is_left_alone_and_told(text: str) -> None:
    told = Told()
    assert edited({"setup.py": text}, told) == {}
    assert any("by hand" in warning for warning in told.warnings)


FILES = ("app/_vendor/__init__.py", "app/_vendor/dep/cacert.pem", "app/_vendor/dep-1.dist-info/METADATA")
PATTERNS = ["_vendor/**/*.pem", "_vendor/**/*.py", "_vendor/**/METADATA"]


def test_setuptools_is_told_to_ship_the_vendored_files_beside_others() -> None:
    text = '[project]\nname = "app"\n[tool.setuptools.package-data]\napp = ["*.txt"]\n'
    made = edited({"pyproject.toml": text}, direct=frozenset(), files=FILES)
    assert tomllib.loads(made["pyproject.toml"])["tool"]["setuptools"]["package-data"]["app"] == ["*.txt", *PATTERNS]


def test_setuptools_settings_are_added_where_there_are_none() -> None:
    made = edited({"pyproject.toml": '[project]\nname = "app"\n'}, direct=frozenset(), files=FILES)
    assert tomllib.loads(made["pyproject.toml"])["tool"]["setuptools"] == {"package-data": {"app": PATTERNS}}


def test_setuptools_package_data_in_setup_cfg_is_not_overridden_from_pyproject() -> None:
    texts = {
        "pyproject.toml": '[project]\nname = "app"\n',
        "setup.cfg": "[options.package_data]\napp = *.txt, *.md\nother =\n    *.x\n",
    }
    made = edited(texts, direct=frozenset(), files=FILES)
    lines = "".join(f"    {one}\n" for one in ("*.txt", "*.md", *PATTERNS))
    assert made == {"setup.cfg": f"[options.package_data]\napp =\n{lines}other =\n    *.x\n"}


def test_a_project_with_only_a_setup_py_gets_its_package_data_in_setup_cfg() -> None:
    made = edited({"setup.py": "from setuptools import setup\nsetup()\n"}, direct=frozenset(), files=FILES)
    assert made["setup.cfg"].startswith("[options.package_data]\napp =\n    _vendor/")


def test_package_data_in_setup_py_is_told() -> None:
    told = Told()
    text = "from setuptools import setup\nsetup(package_data={'app': ['x']})\n"
    assert edited({"setup.py": text}, told, direct=frozenset(), files=FILES) == {}
    assert any("package_data" in warning and "*.pem" in warning for warning in told.warnings)


def test_hatchling_ships_vendored_files_whatever_version_control_ignores() -> None:
    text = '[build-system]\nbuild-backend = "hatchling.build"\n[tool.hatch.build.targets.wheel]\nartifacts = ["*.mo"]\n'
    made = edited({"pyproject.toml": text}, direct=frozenset(), files=FILES)
    build = tomllib.loads(made["pyproject.toml"])["tool"]["hatch"]["build"]
    assert build["artifacts"] == ["/src/app/_vendor/**"]
    assert build["targets"]["wheel"]["artifacts"] == ["*.mo", "/src/app/_vendor/**"]


def test_other_back_ends_need_no_telling() -> None:
    assert edited({"pyproject.toml": FLIT}, direct=frozenset(), files=FILES) == {}
