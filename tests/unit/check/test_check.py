"""Each kind of finding, one change at a time, in a result of each kind."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import DEPENDENCY, PROGRAM, install, write
from vendorize.checking import check_result
from vendorize.lock import lock_source, read_lock
from vendorize.model.request import Request
from vendorize.workflow import extract
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.findings import Checked

KEEP = '\n[[tool.vendorize.keep]]\nsymbol = "dep.nothing"\nreason = "r"\n'


@dataclass(frozen=True)
class Made:
    """A project, what is installed for it, and its result."""

    project: Path
    site: Path
    out: Path | None

    @property
    def result(self) -> Path:
        return self.out or self.project

    @property
    def home(self) -> Path:
        return self.result / "app/_vendor"

    @property
    def request(self) -> Request:
        return Request(self.project, AnalysisOptions(search_path=(self.site,), use_cache=False))

    def extract(self) -> None:
        extract(self.request, out=self.out, in_place=self.out is None, smoke=False)

    def check(self) -> Checked:
        return check_result(self.request, self.out)

    def found(self) -> list[tuple[str, str]]:
        return [(one.code, one.about) for one in self.check().findings]


@pytest.fixture(params=["in place", "apart"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    found = Made(tmp_path / "project", tmp_path / "site", tmp_path / "out" if request.param == "apart" else None)
    write(found.project, PROGRAM)
    install(found.site, "dep", DEPENDENCY)
    found.extract()
    return found


def test_what_was_just_written_has_no_findings(made: Made) -> None:
    checked = made.check()
    assert (checked.findings, checked.notes, checked.distributions) == ((), (), 1)
    assert checked.files >= 9


def test_an_edited_file_is_named_and_so_is_its_line_in_the_lock(made: Made) -> None:
    write(made.home, {"dep/core.py": "x = 1\n"})
    (finding,) = made.check().findings
    assert (finding.file, finding.code) == (made.home / "dep/core.py", "VZ801")
    lines = (made.result / "vendorize.lock").read_text(encoding="utf-8").splitlines()
    (at,) = [number for number, line in enumerate(lines, 1) if '"app/_vendor/dep/core.py"' in line]
    assert f"(vendorize.lock:{at})" in finding.message


def test_the_line_is_the_first_that_differs_where_the_written_text_is_at_hand(made: Made) -> None:
    licence = made.home / "dep-1.0.dist-info/LICENSE"
    licence.write_text("As you like it.\nNot.\n", encoding="utf-8")
    assert [(one.file, one.line) for one in made.check().findings] == [(licence, 2)]
    if made.out is None:
        text = (made.project / "app/cli.py").read_text(encoding="utf-8")
        write(made.project, {"app/cli.py": text.replace("used(20)", "used(21)")})
        found = {one.about: one.line for one in made.check().findings}
        assert found["app/cli.py"] == text[: text.index("used(20)")].count("\n") + 1


def test_added_and_missing_files_are_named(made: Made) -> None:
    write(made.home, {"dep/more.py": "", "dep/__pycache__/core.cpython-311.pyc": ""})
    (made.home / "dep/core.py").unlink()
    assert made.found() == [("VZ802", "app/_vendor/dep/more.py"), ("VZ802", "app/_vendor/dep/core.py")]


def test_bytecode_outside_of_a_cache_counts(made: Made) -> None:
    write(made.home, {"dep/core.pyc": ""})
    assert made.found() == [("VZ802", "app/_vendor/dep/core.pyc")]


def test_a_link_in_place_of_a_file_is_a_finding(made: Made) -> None:
    (made.home / "dep/core.py").rename(made.home / "dep/moved.py")
    (made.home / "dep/core.py").symlink_to("moved.py")
    assert made.found() == [("VZ801", "app/_vendor/dep/core.py"), ("VZ802", "app/_vendor/dep/moved.py")]


def test_a_link_out_of_the_result_is_refused(made: Made, tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere.py": ""})
    (made.home / "dep/core.py").unlink()
    (made.home / "dep/core.py").symlink_to(tmp_path / "elsewhere.py")
    with pytest.raises(UserError, match="outside"):
        made.check()


@pytest.mark.parametrize("folder", ["app", "app/_vendor", "app/_vendor/dep"])
def test_a_folder_that_is_a_link_out_of_the_result_is_refused(made: Made, tmp_path: Path, folder: str) -> None:
    (made.result / folder).rename(tmp_path / "moved")
    (made.result / folder).symlink_to(tmp_path / "moved")
    with pytest.raises(UserError, match=r"outside|no Python code"):
        made.check()


def test_a_folder_that_is_a_link_is_not_walked(made: Made) -> None:
    (made.home / "around").symlink_to(made.home)
    assert made.found() == [("VZ802", "app/_vendor/around")]


def test_a_pipe_is_not_waited_for(made: Made) -> None:
    (made.home / "dep/core.py").unlink()
    os.mkfifo(made.home / "dep/core.py")
    assert made.found() == [("VZ801", "app/_vendor/dep/core.py")]


def test_changed_new_and_removed_modules_of_the_project_are_inputs(made: Made) -> None:
    write(made.project, {"app/cli.py": "x = 1\n", "app/more.py": ""})
    (made.project / "app/__main__.py").unlink()
    assert sorted(made.found()) == [("VZ804", "app/__main__.py"), ("VZ804", "app/cli.py"), ("VZ804", "app/more.py")]


def test_what_is_no_input_may_be_edited(made: Made) -> None:
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    write(made.project, {"pyproject.toml": text + "[tool.other]\nx = 1\n", "README.md": "new\n"})
    assert made.found() == []


def test_another_version_is_an_input_that_changed(made: Made) -> None:
    info = made.site / "dep-1.0.dist-info"
    metadata = (info / "METADATA").read_text(encoding="utf-8").replace("1.0", "1.1")
    write(info, {"METADATA": metadata})
    (finding,) = made.check().findings
    assert (finding.code, finding.file.name) == ("VZ804", "vendorize.lock")
    assert finding.line > 1


def test_a_distribution_that_was_installed_anew_is_an_input_that_changed(made: Made) -> None:
    write(made.site, {"dep/lonely.py": "x = 1\n"})
    assert made.found() == [("VZ804", "dep")]


def test_what_is_not_installed_is_a_note(made: Made) -> None:
    for path in sorted(made.site.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    checked = made.check()
    assert (checked.findings, checked.distributions) == ((), 0)
    assert "dep 1.0 is not installed here" in checked.notes[0]


def test_the_environment_can_be_left_out(made: Made) -> None:
    write(made.site, {"dep/lonely.py": "x = 1\n"})
    checked = check_result(made.request, made.out, environment=False)
    assert (checked.findings, checked.distributions) == ((), 0)
    assert checked.notes == ("what is installed was not compared",)


def test_another_configuration_makes_the_lock_stale(made: Made) -> None:
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    write(made.project, {"pyproject.toml": text + '[tool.vendorize]\ngranularity = "module"\n'})
    (finding,) = made.check().findings
    assert (finding.code, finding.about) == ("VZ803", "configuration")
    assert (finding.line, finding.message[-11:]) == (text.count("\n") + 2, "granularity")
    write(made.project, {"pyproject.toml": text + '[tool.vendorize.verify]\ncommand = ["x"]\n'})
    assert made.found() == []


def test_other_requirements_make_the_lock_stale(made: Made) -> None:
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    write(made.project, {"pyproject.toml": text.replace("dependencies = [", 'dependencies = [\n"other>=1",')})
    assert made.found() == [("VZ803", "other>=1")]


SCRIPT = '# /// script\n# dependencies = ["dep>=1"]\n# ///\nimport dep\n\nprint(dep.used(1))\n'


@pytest.mark.parametrize("in_place", [True, False])
def test_a_script_states_its_requirements_in_its_header(tmp_path: Path, *, in_place: bool) -> None:
    write(tmp_path / "project", {"tool.py": SCRIPT})
    install(tmp_path / "site", "dep", DEPENDENCY)
    options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False)
    request = Request(tmp_path / "project/tool.py", options)
    out = None if in_place else tmp_path / "out"
    extract(request, out=out, in_place=in_place, smoke=False)
    checked = check_result(request, out)
    assert (checked.findings, checked.notes) == ((), ())
    assert check_result(request, out, environment=False).findings == ()
    text = (tmp_path / "project/tool.py").read_text(encoding="utf-8")
    write(tmp_path / "project", {"tool.py": text + "# more\n"})
    assert [(one.code, one.about) for one in check_result(request, out).findings] == [("VZ804", "tool.py")]


def test_requirements_that_are_made_by_code_are_not_compared(tmp_path: Path) -> None:
    code = "from setuptools import setup\nsetup(name='app', packages=['app'], install_requires=open('x').read())\n"
    write(tmp_path / "project", {"setup.py": code, "app/__init__.py": "import dep\n\ndep.used(1)\n"})
    metadata = "Metadata-Version: 2.1\nName: app\nVersion: 1\nRequires-Dist: dep\n"
    write(tmp_path / "project", {"app.egg-info/PKG-INFO": metadata})
    install(tmp_path / "site", "dep", DEPENDENCY)
    options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False)
    request = Request(tmp_path / "project", options)
    extract(request, out=tmp_path / "out", smoke=False)
    assert check_result(request, tmp_path / "out").notes == ()
    (tmp_path / "project/app.egg-info/PKG-INFO").unlink()
    checked = check_result(request, tmp_path / "out")
    assert checked.findings == ()
    assert "requirements were not compared" in checked.notes[0]


def test_a_keep_rule_that_matches_nothing_is_found_at_its_line(made: Made) -> None:
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    write(made.project, {"pyproject.toml": f"{KEEP}\n{text}"})
    made.extract()
    (finding,) = made.check().findings
    assert (finding.code, finding.about) == ("VZ807", "dep.nothing")
    lines = (made.project / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    assert "dep.nothing" in lines[finding.line - 1]


def test_an_import_that_nobody_declared_is_found_at_its_line(made: Made) -> None:
    install(made.site, "other", {"other.py": "def f():\n    return 1\n"})
    write(made.project, {"app/more.py": "\nimport other\n\nother.f()\n"})
    made.extract()
    (finding,) = made.check().findings
    assert (finding.code, finding.about, finding.line) == ("VZ808", "other", 2)
    assert finding.file == made.project / "app/more.py"


def test_a_missing_licence_text_is_found(made: Made) -> None:
    info = made.site / "dep-1.0.dist-info"
    (info / "LICENSE").unlink()
    record = (info / "RECORD").read_text(encoding="utf-8")
    write(info, {"RECORD": record.replace("dep-1.0.dist-info/LICENSE,,\n", "")})
    made.extract()
    (finding,) = made.check().findings
    assert (finding.code, finding.about) == ("VZ805", "dep")
    accept = '\n[[tool.vendorize.accept]]\ncode = "VZ805"\nabout = "d*"\nreason = "r"\n'
    text = (made.project / "pyproject.toml").read_text(encoding="utf-8")
    write(made.project, {"pyproject.toml": text + accept})
    checked = made.check()
    assert (checked.findings, checked.accepted) == ((), 1)


def test_a_folder_of_a_result_can_be_asked_about_itself(made: Made) -> None:
    if made.out is None:
        pytest.skip("there is no such folder")
    request = replace(made.request, start=made.out)
    assert check_result(request, None).findings == ()
    write(made.out, {"README.md": "", "app/cli.py": ""})
    found = [(one.code, one.about) for one in check_result(request, None).findings]
    assert found == [("VZ802", "README.md"), ("VZ801", "app/cli.py")]


def test_without_a_lock_nothing_can_be_said(made: Made) -> None:
    (made.result / "vendorize.lock").unlink()
    with pytest.raises(UserError, match=r"has no vendorize\.lock"):
        made.check()


def test_a_lock_that_leads_elsewhere_is_refused(made: Made) -> None:
    lock = read_lock(made.result)
    assert lock is not None
    text = lock_source(lock).decode().replace("app/_vendor/dep/core.py", "../../etc/passwd")
    write(made.result, {"vendorize.lock": text})
    with pytest.raises(UserError, match="leads out"):
        made.check()


POLICY = """
[tool.vendorize.policy]
deny-capabilities = ["subprocess"]
deny-distributions = ["dep"]
licenses = ["ISC"]
"""


def test_what_the_policy_denies_is_found_at_the_line_that_does_it(tmp_path: Path) -> None:
    made = Made(tmp_path / "project", tmp_path / "site", tmp_path / "out")
    write(made.project, PROGRAM)
    install(made.site, "dep", DEPENDENCY)
    with (made.site / "dep/core.py").open("a", encoding="utf-8") as file:
        file.write("\n\nimport subprocess\n\nsubprocess.run(['true'])\n")
    made.extract()
    assert made.found() == []
    with (made.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(POLICY)
    found = {one.code: one for one in made.check().findings}
    assert {(code, one.about) for code, one in found.items()} == {
        ("VZ809", "dep:subprocess"),
        ("VZ810", "dep"),
        ("VZ811", "dep"),
    }
    done = found["VZ809"]
    assert done.file.name == "core.py"
    assert "subprocess" in done.file.read_text(encoding="utf-8").splitlines()[done.line - 1]
    with (made.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('[tool.vendorize.distribution.dep]\nallow-capabilities = ["subprocess"]\n')
    assert "VZ809" not in dict(made.found())


SYMBOLS = {
    "dep/__init__.py": "from dep.core import used\nfrom dep.shared import *\n",
    "dep/core.py": (
        "import pickle as p\nfrom os import path, system as run\n\n\n"
        "def used(number):\n    p.loads(b'')\n    run('true')\n    eval('1')\n    return Box().open(number)\n\n\n"
        "class Box:\n    def open(self, number):\n        return path.join(number)\n"
    ),
    "dep/shared.py": "kept = 1\n",
}


@pytest.mark.parametrize(
    ("pattern", "about", "line"),
    [
        ("dep.core.used", "dep:dep.core.used", "def used"),
        ("dep.used", "dep:dep.used", "core import used"),
        ("dep.kept", "dep:dep.kept", "shared import *"),
        ("dep.core:Box.open", "dep:dep.core.Box.open", "def open"),
        ("dep.core.Box.*", "dep:dep.core.Box.open", "def open"),
        ("dep.shared", "dep:dep.shared", ""),
        ("pickle.loads", "dep:pickle.loads", "p.loads"),
        ("os.system", "dep:os.system", "from os import"),
        ("os.path.join", "dep:os.path.join", "path.join"),
        ("builtins.eval", "dep:builtins.eval", "eval('1')"),
        ("dep.core.gone", "", ""),
        ("builtins.exec", "", ""),
        ("pickle.load", "", ""),
    ],
)
def test_denied_symbols_are_found_where_they_stand(tmp_path: Path, pattern: str, about: str, line: str) -> None:
    made = Made(tmp_path / "project", tmp_path / "site", None)
    write(made.project, PROGRAM)
    install(made.site, "dep", SYMBOLS)
    write(made.project, {"app/cli.py": "import dep\n\n\ndef main():\n    print(dep.used(20), dep.kept)\n"})
    made.extract()
    with (made.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(f'[tool.vendorize.policy]\ndeny-symbols = ["{pattern}"]\n')
    found = [one for one in made.check().findings if one.code == "VZ812"]
    assert [one.about for one in found if one.about == about] == [about] * bool(about)
    for one in found if line else []:
        assert any(
            line in each.file.read_text(encoding="utf-8").splitlines()[each.line - 1]
            for each in found
            if each.about == about
        ), one
    assert bool(found) == bool(about)


def test_a_file_that_nobody_can_read_may_have_a_denied_symbol(tmp_path: Path) -> None:
    made = Made(tmp_path / "project", tmp_path / "site", tmp_path / "out")
    write(made.project, PROGRAM)
    install(
        made.site,
        "dep",
        {"dep/__init__.py": "def used(number):\n    import dep.odd\n", "dep/odd.py": "print 'loads'\n"},
    )
    made.extract()
    with (made.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('[tool.vendorize.policy]\ndeny-symbols = ["pickle.loads"]\n')
    assert ("VZ812", "dep:odd.py") in made.found()


def test_a_lock_that_does_not_say_what_is_possible_cannot_be_held_to_a_policy(made: Made) -> None:
    with (made.project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write('[tool.vendorize.policy]\ndeny-capabilities = ["subprocess"]\n')
    assert made.found() == []
    lock = read_lock(made.result)
    assert lock is not None
    older = replace(lock, distributions=tuple(replace(one, capabilities=None) for one in lock.distributions))
    (made.result / "vendorize.lock").write_bytes(lock_source(older))
    assert ("VZ803", "dep") in made.found()
