"""`vendorize check` as CI runs it: exit codes, forms, the hook and the action."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.end_to_end.command import ROOT, World, run, variables, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.command import Done


@pytest.fixture
def vendored(world: World) -> World:
    assert world.call("extract", "--in-place", "--no-smoke").code == 0
    return world


@pytest.mark.slow
def test_exit_codes_do_not_depend_on_the_form(vendored: World) -> None:
    assert vendored.call("check").code == 0
    write(vendored.project, {"app/_vendor/dep/core.py": "x = 1\n"})
    done = vendored.call("check")
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("project/app/_vendor/dep/core.py:1: VZ801 ")
    found = {form: vendored.call("check", "--output-format", form) for form in ("json", "github", "sarif")}
    assert {each.code for each in found.values()} == {1}
    assert json.loads(found["json"].out)["findings"][0]["path"] == "project/app/_vendor/dep/core.py"
    assert found["github"].out.startswith("::error file=project/app/_vendor/dep/core.py,line=1,")
    assert json.loads(found["sarif"].out)["version"] == "2.1.0"
    assert vendored.call("check", "--exit-zero").code == 0


@pytest.mark.slow
def test_what_cannot_be_checked_ends_with_2(world: World, tmp_path: Path) -> None:
    assert "vendorize extract" in world.call("check").err
    assert world.call("check").code == 2
    assert world.call("check", "--output-format", "markdown").code == 2
    for text in ("version = 1\nhome = '../..'\n", "a = " + "[" * 100_000, 'version = 1\ntool = "\\u001b[2J"\n'):
        write(world.project, {"vendorize.lock": text})
        done = world.call("check")
        assert (done.code, done.out) == (2, "")
        assert "vendorize.lock" in done.err
        assert "\x1b" not in done.err
        assert "Traceback" not in done.err
    (world.project / "vendorize.lock").unlink()
    (world.project / "vendorize.lock").symlink_to(tmp_path / "installed/dep/core.py")
    assert world.call("check").code == 2


def shell(world: World, script: str, **inputs: str) -> Done:
    """Run a step as the runner does, with the command on PATH."""
    folder = world.folder / "bin"
    write(folder, {"vendorize": f'#!/bin/sh\nexec "{sys.executable}" -m vendorize "$@"\n'})
    (folder / "vendorize").chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return run(command, world.folder, {**variables(), "PATH": path, **inputs})


@pytest.mark.slow
def test_the_action_shows_findings_and_writes_sarif(vendored: World) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = action["runs"]["steps"][1]
    inputs = {name: str(one["default"]) for name, one in action["inputs"].items()}
    assert {value.strip("${} ").removeprefix("inputs.") for value in step["env"].values()} <= inputs.keys()
    given = {"PROJECT": "project", "RESULT": "", "ENVIRONMENT": "false", "SARIF": "found it.sarif"}
    assert step["env"].keys() == given.keys()
    assert shell(vendored, step["run"], **given).code == 0
    write(vendored.project, {"app/_vendor/dep/core.py": "x = 1\n"})
    done = shell(vendored, step["run"], **given)
    assert done.code == 1
    assert "::error file=project/app/_vendor/dep/core.py" in done.out
    assert json.loads((vendored.folder / "found it.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]


@pytest.mark.slow
def test_the_hook_runs_the_command(vendored: World) -> None:
    hook, *_ = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] == "vendorize-check"
    assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == ("python", False, True)
    assert shell(vendored, f"cd project && {hook['entry']}").code == 0
    write(vendored.project, {"app/_vendor/more.py": ""})
    assert shell(vendored, f"cd project && {hook['entry']}").code == 1
