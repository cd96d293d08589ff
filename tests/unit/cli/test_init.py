from __future__ import annotations

import json
import os
import sys
import tomllib
import venv
from typing import TYPE_CHECKING

import pytest

from vendorize.config import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Call = Callable[..., Result]

PROJECT = '[project]\nname = "app"\nversion = "1"\n[project.scripts]\napp = "app.cli:main"\n'
VENDORING = """
[tool.vendoring]
namespace = "app._vendor"
requirements = "vendor.txt"
patches-dir = "tools/patches"
[tool.vendoring.transformations]
drop = ["bin/"]
substitute = [{ match = "a", replace = "b" }]
"""
DEPTRY = '\n[tool.deptry.per_rule_ignores]\nDEP001 = ["simplejson", "no name"]\nDEP002 = ["gunicorn"]\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "tests").mkdir()
    for name in ("app/__init__.py", "app/cli.py", "tests/test_app.py"):
        (tmp_path / name).write_text("def main(): pass\n", encoding="utf-8")
    (tmp_path / "vendor.txt").write_text(
        "requests[socks]>=2 ; python_version > '3' # x\n# no\n-r b\n", encoding="utf-8"
    )
    return tmp_path


def write(project: Path, text: str) -> Path:
    file = project / "pyproject.toml"
    file.write_bytes(text.encode())
    return file


def test_what_is_found_becomes_settings_that_can_be_read(call: Call, project: Path) -> None:
    file = write(project, PROJECT + VENDORING + DEPTRY)
    shown = call("init", str(project))
    assert (shown.exit_code, shown.stdout.splitlines()[-1]) == (0, f"Next: vendorize analyze {project} --advise")
    content = file.read_text(encoding="utf-8")
    assert content.startswith(PROJECT + VENDORING + DEPTRY)
    settings = load(project)
    assert settings.namespace == "app._vendor"
    assert settings.analysis.absent == {"simplejson"}
    assert settings.verify.command == ("python", "-m", "pytest", "-q", "tests")
    for said in (
        "vendor.txt lists requests:",
        "patches of tools/patches",
        "drop is not needed",
        "gunicorn",
        "app.cli:main",
    ):
        assert said in content


def test_every_example_in_it_is_valid(call: Call, project: Path) -> None:
    write(project, PROJECT)
    table = call("init", str(project), "--dry-run").stdout
    examples = [line.removeprefix("# ") for line in table.splitlines() if " = " in line and line.startswith("# ")]
    assert len(examples) > 6
    for example in examples:
        assert tomllib.loads(example)


def test_a_dry_run_writes_nothing(call: Call, project: Path) -> None:
    call("init", str(project), "--dry-run")
    assert not (project / "pyproject.toml").exists()


def test_without_a_pyproject_there_is_one_and_the_project_is_the_same(call: Call, project: Path) -> None:
    (project / "requirements.txt").write_text("numpy\n", encoding="utf-8")
    answer = json.loads(call("init", str(project), "--output-format", "json").stdout)
    assert (answer["sources"], answer["written"]) == (["project", "requirements"], True)
    assert load(project).verify.command[-1] == "tests"


def test_lines_end_as_they_did(call: Call, project: Path) -> None:
    file = write(project, PROJECT.replace("\n", "\r\n").rstrip())
    call("init", str(project))
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")
    assert load(project)


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("[tool.vendorize]\n", (), "has a table tool.vendorize already"),
        ("[project\n", (), "not valid TOML"),
        (PROJECT, ("--from", "vendoring"), "there is no table tool.vendoring that says anything to us in"),
        (PROJECT, ("--from", "requirements"), "there is no requirements.txt beside"),
        ("tool = { other = 1 }\n", (), "cannot stand at its end"),
        ("[tool.vendoring]\nnamespace = 3\n", (), "tool.vendoring.namespace must be a string"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_leaves_the_file_alone(
    call: Call, project: Path, text: str, options: tuple[str, ...], said: str
) -> None:
    file = write(project, text)
    shown = call("init", str(project), *options)
    assert shown.exit_code == 2
    assert said in shown.stderr
    assert "hint: " in shown.stderr
    assert file.read_bytes() == text.encode()


def test_a_script_has_no_place_for_it(call: Call, project: Path) -> None:
    (project / "one.py").write_text("print()\n", encoding="utf-8")
    assert "is one file" in call("init", str(project / "one.py")).stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_cannot_be_written_is_an_error(call: Call, project: Path) -> None:
    file = write(project, PROJECT)
    project.chmod(0o500)
    assert call("init", str(project)).exit_code == 2
    assert file.read_text(encoding="utf-8") == PROJECT


def test_hostile_settings_of_others_stay_texts(call: Call, project: Path) -> None:
    write(project, PROJECT + '[tool.vendoring]\nnamespace = "x\\n[evil]"\npatches-dir = "a\\nb = 1 \\u001b"\n')
    table = call("init", str(project), "--dry-run").stdout
    assert set(tomllib.loads(table)["tool"]["vendorize"]) == {"verify"}
    assert "\x1b" not in table


def test_the_environment_says_what_it_lacks(call: Call, project: Path) -> None:
    write(project, PROJECT)
    made = call("init", str(project), "--python", sys.executable, "--dry-run")
    assert made.exit_code == 0, made.output
    assert "# found installed for Python " in made.stdout
    assert made.stdout.splitlines()[0].startswith("# What vendorize is told")
    assert tomllib.loads(made.stdout)["tool"]["vendorize"]["verify"]["command"][2] == "pytest"


def test_what_is_missing_there_is_named(
    call: Call, project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = project / "pyproject.toml"
    file.write_text(PROJECT.replace("[project.scripts]", 'dependencies = ["no-such-thing>1"]\n[project.scripts]'))
    bare = tmp_path_factory.mktemp("bare")
    venv.create(bare / "env", with_pip=False)
    monkeypatch.setenv("VIRTUAL_ENV", str(bare / "env"))
    made = call("init", str(project), "--dry-run").stdout
    assert "# required, and not installed there: no-such-thing>1" in made
    assert "# pytest is not installed there" in made


def test_an_interpreter_that_is_none_is_refused_and_a_broken_environment_only_says_nothing(
    call: Call, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write(project, PROJECT).read_bytes()
    assert call("init", str(project), "--python", "no-such-python").exit_code == 2
    (tmp_path / "no").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "no").chmod(0o755)
    assert call("init", str(project), "--python", str(tmp_path / "no")).exit_code == 2
    assert (project / "pyproject.toml").read_bytes() == before
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "nowhere"))
    made = call("init", str(project), "--dry-run")
    assert (made.exit_code, "found installed" in made.stdout) == (0, False)
