from __future__ import annotations

import base64
import csv
import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.emit.samples import Told, around, code_of, install, make_plan, put, texts
from vendorize.emit import write
from vendorize.layouts.laying import lay_out
from vendorize.model.plan import DataFile
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import EntryPoint

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.plan import DistributionPlan, Plan

APP = {
    "app/__init__.py": "",
    "app/__main__.py": "import dep\nprint(dep.text())\n",
    "app/table.txt": "rows\n",
}
DEP = {
    "dep/__init__.py": "def text():\n    from pathlib import Path\n"
    "    return Path(__file__).with_name('data.txt').read_text()\n",
    "dep/data.txt": "hello",
}
ENTRY = "[app.plugins]\nmain = dep:text\ngone = dep.cut:text\n\n[other]\ncut = dep.cut:x\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return put(tmp_path / "project", APP)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def dep(site: Path) -> DistributionPlan:
    wants = ["fast>=2; extra == 'speed'", "fast>=1", "other"]
    return install(site, "Dep", DEP, info={"entry_points.txt": ENTRY}, requires=wants, needs=("fast", "other"))


def site_of(plan: Plan, *requirements: str, **changes: object) -> dict[str, str]:
    return texts(lay_out(plan, code_of(plan), Told(), around=around(plan, *requirements, **changes)))


def run(out: Path, *arguments: str) -> str:
    settings = {**os.environ, "PYTHONPATH": str(out), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-S", *arguments]
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=True, cwd=out.parent).stdout


def record_rows(text: str) -> dict[str, tuple[str, str]]:
    return {path: (sha256, size) for path, sha256, size in csv.reader(text.splitlines())}


def test_the_program_runs_without_any_site_packages(root: Path, dep: DistributionPlan, tmp_path: Path) -> None:
    plan = make_plan(root, dep)
    out = tmp_path / "out"
    write(lay_out(plan, code_of(plan), Told(), around=around(plan)), out, layout="site")
    assert run(out, "-m", "app") == "hello\n"


def test_metadata_answers_without_any_site_packages(root: Path, dep: DistributionPlan, tmp_path: Path) -> None:
    plan = make_plan(root, dep)
    out = tmp_path / "out"
    scripts = (EntryPoint("console_scripts", "app", "app.__main__", "main"),)
    write(lay_out(plan, code_of(plan), Told(), around=around(plan, entry_points=scripts)), out, layout="site")
    asked = (
        "from importlib.metadata import *\n"
        "print(version('DEP'), version('app'), [e.value for e in entry_points(group='app.plugins')],"
        " [e.name for e in entry_points(group='console_scripts')], all(f.locate().is_file() for f in files('dep')))"
    )
    assert run(out, "-c", asked) == "1.0 3.1 ['dep:text'] ['app'] True\n"


def test_a_record_lists_exactly_the_files_of_its_distribution(root: Path, dep: DistributionPlan) -> None:
    made = site_of(make_plan(root, dep))
    rows = record_rows(made["dep-1.0.dist-info/RECORD"])
    assert set(rows) == {path for path in made if path.startswith(("dep/", "dep-1.0.dist-info/"))}
    assert rows["dep-1.0.dist-info/RECORD"] == ("", "")
    wanted = base64.urlsafe_b64encode(hashlib.sha256(b"hello").digest()).rstrip(b"=").decode()
    assert rows["dep/data.txt"] == (f"sha256={wanted}", "5")


def test_metadata_keeps_only_requirements_that_an_external_answers(
    root: Path, dep: DistributionPlan, site: Path
) -> None:
    fast = install(site, "fast", {"fast.py": ""}, verdict="external")
    text = site_of(make_plan(root, dep, fast))["dep-1.0.dist-info/METADATA"]
    assert "Requires-Dist: fast>=1\n" in text
    assert "other" not in text
    assert "speed" not in text
    assert "description" not in text


def test_the_project_requires_externals_only_those_below_extracted_ones_too(
    root: Path, dep: DistributionPlan, site: Path
) -> None:
    fast = install(site, "fast", {"fast.py": ""}, verdict="external", version="2.5")
    text = site_of(make_plan(root, dep, fast), "dep>=1")["app-3.1.dist-info/METADATA"]
    assert [line for line in text.splitlines() if line.startswith("Requires-Dist")] == ["Requires-Dist: fast>=2.5"]


def test_an_external_is_copied_whole_with_a_true_record(root: Path, site: Path) -> None:
    files = {"fast/__init__.py": "", "fast/core.so": "binary", "fast/notes.txt": "n"}
    made = site_of(make_plan(root, install(site, "fast", files, verdict="external", info={"WHEEL": "w"})))
    assert set(files) < set(made)
    rows = record_rows(made["fast-1.0.dist-info/RECORD"])
    assert "fast-1.0.dist-info/WHEEL" in rows
    assert "stale" not in rows
    assert set(rows) == {path for path in made if path.startswith("fast")}


def test_an_unused_distribution_leaves_nothing(root: Path, site: Path) -> None:
    made = site_of(make_plan(root, install(site, "idle", {"idle.py": ""}, verdict="unused")))
    assert not any("idle" in path for path in made)


def test_licence_texts_travel_and_are_listed(root: Path, dep: DistributionPlan) -> None:
    made = site_of(make_plan(root, dep))
    assert made["dep-1.0.dist-info/licenses/LICENSE"] == "Licence of Dep\n"
    assert "## Dep 1.0" in made["THIRD_PARTY_NOTICES.md"]
    assert "`dep-1.0.dist-info/licenses/LICENSE`" in made["THIRD_PARTY_NOTICES.md"]


def test_a_licence_name_cannot_pose_as_an_entry_of_the_notices(root: Path, dep: DistributionPlan) -> None:
    made = site_of(make_plan(root, replace(dep, licenses=("MIT\n\n## Evil 9",))))
    assert "\n## Evil" not in made["THIRD_PARTY_NOTICES.md"]


def test_what_is_installed_without_metadata_gets_none(root: Path, dep: DistributionPlan) -> None:
    made = site_of(make_plan(root, replace(dep, info="", license_files=())))
    assert "dep/__init__.py" in made
    assert not any(path.startswith("dep-") for path in made)


def test_the_list_of_top_level_names_stays(root: Path, site: Path) -> None:
    dep = install(site, "Dep", DEP, info={"top_level.txt": "dep\n"}, requires=[], needs=())
    assert site_of(make_plan(root, dep))["dep-1.0.dist-info/top_level.txt"] == "dep\n"


def test_a_lone_script_gets_no_metadata_of_its_own(root: Path, dep: DistributionPlan) -> None:
    assert not any(path.startswith("app-") for path in site_of(make_plan(root, dep), kind="script"))


def test_the_projects_own_metadata_is_reduced(root: Path, dep: DistributionPlan, tmp_path: Path) -> None:
    info = put(
        tmp_path / "app.dist-info",
        {
            "METADATA": "Name: App\nVersion: 9\nLicense: one\n  two\nRequires-Dist: dep\nProvides-Extra: x\n\ntext\n",
            "entry_points.txt": "[console_scripts]\nrun = app.__main__:main\nold = app.gone:main\n",
        },
    )
    made = site_of(replace(make_plan(root, dep), project_info=info), "dep")
    assert made["app-9.dist-info/METADATA"] == "Metadata-Version: 2.1\nName: App\nVersion: 9\nLicense: one\n  two\n"
    assert made["app-9.dist-info/entry_points.txt"] == "[console_scripts]\nrun = app.__main__:main\n"


def test_where_two_owners_have_a_path_the_projects_file_stays_and_it_is_told(root: Path, site: Path) -> None:
    plan = make_plan(root, install(site, "dep", {"app/__init__.py": "other = 1\n"}))
    told = Told()
    made = texts(lay_out(plan, code_of(plan), told, around=around(plan)))
    assert made["app/__init__.py"] == ""
    assert "app/__init__.py: the project and dep" in told.warnings[0]


def test_equal_files_of_two_distributions_are_in_both_records(root: Path, site: Path) -> None:
    one = install(site, "one", {"space/__init__.py": "", "space/a.py": ""})
    two = install(site, "two", {"space/__init__.py": "", "space/b.py": ""}, verdict="external")
    made = site_of(make_plan(root, one, two))
    assert "space/__init__.py" in record_rows(made["one-1.0.dist-info/RECORD"])
    assert "space/__init__.py" in record_rows(made["two-1.0.dist-info/RECORD"])


def test_data_outside_its_distribution_is_refused(root: Path, dep: DistributionPlan, tmp_path: Path) -> None:
    put(tmp_path, {"secret.txt": "s"})
    bad = replace(dep, data=(DataFile(tmp_path / "secret.txt", "dep/secret.txt", "dep"),))
    with pytest.raises(UserError, match="outside"):
        site_of(make_plan(root, bad))


@pytest.mark.parametrize("relative", ["../evil.py", "/etc/evil", "a/../../evil", "c:/evil", "a\\..\\evil"])
def test_a_path_that_leaves_its_folder_is_refused(root: Path, dep: DistributionPlan, relative: str) -> None:
    bad = replace(dep, verdict="external", files=(*dep.files, relative))
    with pytest.raises(UserError, match="leads out"):
        site_of(make_plan(root, bad))


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege there")
def test_a_link_out_of_a_distribution_is_refused(root: Path, dep: DistributionPlan, site: Path, tmp_path: Path) -> None:
    put(tmp_path, {"secret.txt": "s"})
    (site / "dep/link.txt").symlink_to(tmp_path / "secret.txt")
    bad = replace(dep, verdict="external", files=(*dep.files, "dep/link.txt"))
    with pytest.raises(UserError, match="link"):
        site_of(make_plan(root, bad))


def test_the_same_input_gives_the_same_bytes(root: Path, dep: DistributionPlan) -> None:
    first, second = site_of(make_plan(root, dep)), site_of(make_plan(root, dep))
    assert first == second
    assert list(first) == sorted(first)


def test_an_output_folder_that_holds_the_project_is_refused(root: Path, dep: DistributionPlan) -> None:
    with pytest.raises(UserError, match="holds it"):
        site_of(make_plan(root, dep), out=root.parent)
