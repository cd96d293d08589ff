from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.emit.samples import SUPPORT, Told, around, code_of, install, make_plan, module, put, texts
from vendorize.emit import write
from vendorize.layouts.laying import lay_out
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import DistributionPlan, Plan

PYPROJECT = (
    '[project]\nname = "app"\ndependencies = ["dep>=1", "fast"]\n\n'
    '[build-system]\nbuild-backend = "flit_core.buildapi"\n'
)
PROJECT = {
    "pyproject.toml": PYPROJECT,
    "README.md": "Read me\n",
    "tests/test_app.py": "import dep\n",
    "app/__init__.py": "import dep\n",
    "app/table.txt": "rows\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return put(tmp_path / "project", PROJECT)


@pytest.fixture
def dep(tmp_path: Path) -> DistributionPlan:
    entry = "[plugins]\nmain = dep:x\nbase = json:loads\n"
    files = {"dep/__init__.py": "x = 1\n", "dep/data.txt": "d"}
    return install(tmp_path / "site", "Dep", files, info={"entry_points.txt": entry})


def laid_out(plan: Plan, *requirements: str, told: Told | None = None, **changes: object) -> Bundle:
    code = code_of(plan, {"app": b"from app._vendor import dep\n"})
    return lay_out(plan, code, told or Told(), around=around(plan, *requirements, **changes))


def test_the_project_is_copied_with_its_code_replaced_and_the_namespace_added(
    root: Path, dep: DistributionPlan
) -> None:
    made = texts(laid_out(make_plan(root, dep, layout="package"), "dep>=1"))
    assert made["app/__init__.py"] == "from app._vendor import dep\n"
    assert made["tests/test_app.py"] == "import dep\n"
    assert made["app/table.txt"] == "rows\n"
    assert made["app/_vendor/dep/__init__.py"] == "x = 1\n"
    assert made["app/_vendor/dep/data.txt"] == "d"
    assert made["app/_vendor/_support.py"] == SUPPORT.decode()
    assert made["app/_vendor/dep-1.0.dist-info/licenses/LICENSE"] == "Licence of Dep\n"
    assert 'dependencies = ["fast"]' in made["pyproject.toml"]


def test_what_only_an_extra_asks_for_stays_there_though_it_is_extracted(tmp_path: Path, dep: DistributionPlan) -> None:
    """A library imports the test runner somewhere; the tests of the project still need one."""
    text = '[project]\ndependencies = ["dep"]\n[project.optional-dependencies]\ntest = ["runner", "dep"]\n'
    root = put(tmp_path / "p", {"pyproject.toml": text, "app/__init__.py": "import dep\n"})
    runner = install(tmp_path / "site", "runner", {"runner.py": ""})
    made = texts(laid_out(make_plan(root, dep, runner, layout="package"), "dep"))
    project = tomllib.loads(made["pyproject.toml"])["project"]
    assert project == {"dependencies": [], "optional-dependencies": {"test": ["runner"]}}


def test_in_a_src_layout_the_namespace_stands_beside_the_package(tmp_path: Path, dep: DistributionPlan) -> None:
    root = put(tmp_path / "p", {"src/app/__init__.py": "", "app.py": "a script of the same name\n"})
    made = texts(laid_out(make_plan(root, dep, layout="package", base="src")))
    assert made["src/app/__init__.py"] == "from app._vendor import dep\n"
    assert "src/app/_vendor/dep/__init__.py" in made
    assert not any(path.startswith("app/") for path in made)


def test_records_are_relative_to_the_namespace(root: Path, dep: DistributionPlan) -> None:
    made = texts(laid_out(make_plan(root, dep, layout="package")))
    record = made["app/_vendor/dep-1.0.dist-info/RECORD"]
    assert record.startswith("dep-1.0.dist-info/INSTALLER,")
    assert "\ndep/data.txt,sha256=" in record


def test_entry_points_of_moved_code_name_its_new_place(root: Path, dep: DistributionPlan) -> None:
    made = texts(laid_out(make_plan(root, dep, layout="package")))
    entry = "[plugins]\nmain = app._vendor.dep:x\nbase = json:loads\n"
    assert made["app/_vendor/dep-1.0.dist-info/entry_points.txt"] == entry


def test_what_is_made_from_the_project_is_not_copied(root: Path, dep: DistributionPlan) -> None:
    made_files = (".git/config", ".venv/pyvenv.cfg", "env/pyvenv.cfg", "env/lib/x.py", "build/lib/app.py", "dist/a.whl")
    more = (
        ".tox/x",
        "app/__pycache__/a.pyc",
        "app.egg-info/PKG-INFO",
        "old/.vendorize.json",
        "old/app/x.py",
        "out/x.py",
    )
    put(root, dict.fromkeys((*made_files, *more), "x\n"))
    put(root, {"docs/build/page.rst": "kept\n", ".github/ci.yml": "kept\n"})
    plan = make_plan(root, dep, layout="package")
    kept = {path for path, text in texts(laid_out(plan, out=root / "out")).items() if text in {"x\n", "kept\n"}}
    assert kept == {"docs/build/page.rst", ".github/ci.yml"}


def test_a_package_called_build_is_code(tmp_path: Path) -> None:
    root = put(tmp_path / "p", {"build/app/__init__.py": "", "build/app/notes.txt": ""})
    made = texts(laid_out(make_plan(root, layout="package", base="build")))
    assert "build/app/notes.txt" in made


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege there")
def test_links_are_followed_inside_the_project_only(root: Path, dep: DistributionPlan, tmp_path: Path) -> None:
    put(tmp_path, {"secret.txt": "s"})
    (root / "copy.md").symlink_to(root / "README.md")
    (root / "secret.txt").symlink_to(tmp_path / "secret.txt")
    (root / "tests/loop").symlink_to(root)
    told = Told()
    made = texts(laid_out(make_plan(root, dep, layout="package"), told=told))
    assert made["copy.md"] == "Read me\n"
    assert "secret.txt" not in made
    assert not any(path.startswith("tests/loop") for path in made)
    assert any("secret.txt" in warning for warning in told.warnings)


def test_code_that_is_in_the_namespace_already_is_never_mixed_with(root: Path, dep: DistributionPlan) -> None:
    put(root, {"app/_vendor/__init__.py": "", "app/_vendor/mine.py": ""})
    with pytest.raises(UserError, match="holds code already"):
        laid_out(make_plan(root, dep, layout="package"))


def test_laying_out_a_result_again_changes_nothing(root: Path, dep: DistributionPlan, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(laid_out(make_plan(root, dep, layout="package"), "dep"), out, layout="package")
    plan = make_plan(out, layout="package")
    again = lay_out(plan, code_of(plan), Told(), around=around(plan, "fast"))
    # The record of the earlier result is no part of the project.
    assert texts(again) == texts(laid_out(make_plan(root, dep, layout="package"), "dep"))


def test_a_lone_script_takes_only_its_own_files_along(tmp_path: Path, dep: DistributionPlan) -> None:
    head = (
        '# /// script\n# requires-python = ">=3.9"\n# dependencies = [\n#     "dep",\n#     "fast",\n# ]\n'
        "# ///\nimport dep\n"
    )
    root = put(tmp_path / "home", {"app.py": head, "diary.txt": "private", "pyproject.toml": PYPROJECT})
    plan = make_plan(root, dep, layout="package")
    plan = replace(plan, namespace="_vendor", first_party=(module(root / "app.py", "app.py"),))
    made = texts(lay_out(plan, code_of(plan), Told(), around=around(plan, "dep", "fast", kind="script")))
    assert {path for path in made if not path.startswith("_vendor/")} == {"app.py"}
    assert '# dependencies = [\n#     "fast",\n# ]\n' in made["app.py"]
    assert made["app.py"].endswith("import dep\n")


def run(folder: Path, code: str) -> str:
    settings = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-S", "-c", code]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=True).stdout


ASK = "import app._vendor\nfrom importlib.metadata import *\n"


@pytest.fixture
def out(root: Path, dep: DistributionPlan, tmp_path: Path) -> Path:
    write(laid_out(make_plan(root, dep, layout="package"), "dep"), tmp_path / "out", layout="package")
    return tmp_path / "out"


def test_vendored_metadata_is_found_where_nothing_is_installed(out: Path) -> None:
    code = (
        ASK
        + "print(version('DEP'), [e.value for e in entry_points(group='plugins')], files('dep')[0].locate().is_file())"
    )
    assert run(out, code) == "1.0 ['app._vendor.dep:x', 'json:loads'] True\n"


def test_vendored_metadata_is_found_in_a_zip_archive(out: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "app.zip", "w") as archive:
        for path in sorted(out.rglob("*")):
            archive.write(path, path.relative_to(out))
    code = ASK + "print(version('dep'), [e.name for e in entry_points(group='plugins')])"
    assert run(tmp_path / "app.zip", code) == "1.0 ['main', 'base']\n"


def test_an_installed_distribution_comes_before_the_vendored_one(out: Path) -> None:
    put(out, {"dep-7.dist-info/METADATA": "Name: dep\nVersion: 7\n"})
    code = ASK + "print(version('dep'), [d.version for d in distributions() if d.metadata['Name'].lower() == 'dep'])"
    assert run(out, code) == "7 ['7']\n"


def test_other_folders_hold_no_vendored_metadata(out: Path) -> None:
    assert run(out, ASK + "print(list(distributions(path=['/nowhere'])))") == "[]\n"


def test_the_finders_are_there_once_first_and_last_even_after_a_reload(out: Path) -> None:
    code = (
        "import importlib, sys, app._vendor\nimportlib.reload(app._vendor)\ndel sys.modules['app._vendor']\n"
        "import app._vendor\nprint([hasattr(f, 'vendorize_namespace') for f in sys.meta_path])"
    )
    assert run(out, code) == "[True, False, False, False, True]\n"


def test_two_programs_with_their_own_copies_live_in_one_process(out: Path) -> None:
    text = (out / "app/_vendor/__init__.py").read_text(encoding="utf-8")
    put(
        out,
        {
            "second/__init__.py": "",
            "second/_vendor/__init__.py": text.replace("'dep'", "'two'").replace("dep-", "two-"),
        },
    )
    put(out, {"second/_vendor/two-1.0.dist-info/METADATA": "Name: two\nVersion: 2\n"})
    code = "import app._vendor, second._vendor\nfrom importlib.metadata import *\nprint(version('dep'), version('two'))"
    assert run(out, code) == "1.0 2\n"
