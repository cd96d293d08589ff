"""Tests and calls behind walls of the kernel: what they write and see, and what is refused before any start."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.verify.samples import make_request, write
from vendorize import proof
from vendorize.model.request import Request, VerifyOptions
from vendorize.sandbox import SandboxLimits, View, choose
from vendorize.verify import verify
from vendorize.verify.walls import Walls, walls_for_calls, walls_for_tests, without_secrets
from vendorize_analysis.errors import UserError

ATTEMPTS = """\
import os
from pathlib import Path

import pytest

OUT = Path({out!r})


def test_secrets_are_not_there():
    assert "VENDORIZE_TEST_KEY" not in os.environ
    assert os.environ["GIVEN"] == "1"


def test_nothing_is_written_outside():
    with pytest.raises(OSError):
        (OUT / "written").write_text("x")
    with pytest.raises(OSError):
        OUT.chmod(0o777)
    with pytest.raises(OSError):
        list(OUT.iterdir())


def test_where_the_other_side_is_nothing_is_written():
    home = Path(__file__).parents[2]
    with pytest.raises(OSError):
        (home / "written").write_text("x")
    with pytest.raises(OSError):
        (home.parent / "written").write_text("x")
    Path(__file__).with_name("mine").write_text("x")


def test_a_folder_of_its_own(tmp_path):
    (tmp_path / "mine").write_text("x")
    (tmp_path / "mine").chmod(0o600)
"""


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENDORIZE_TEST_KEY", "KEYSECRET")


def needs_walls(folder: Path) -> None:
    (folder / "s").mkdir()
    try:
        choose("required", View((), folder / "s"), SandboxLimits(), Path(sys.executable), folder / "b")
    except UserError:
        pytest.skip("this system has no walls for us")


@pytest.mark.slow
def test_tests_run_behind_walls(tmp_path: Path) -> None:
    needs_walls(tmp_path)
    out = tmp_path / "home"
    out.mkdir()
    request = make_request(tmp_path / "all", "site", sandbox="required", variables=(("GIVEN", "1"),), replay=True)
    write(request.project.root, {"tests/test_attempts.py": ATTEMPTS.format(out=str(out))})
    found = verify(request)
    assert {name: one.message for name, one in found.baseline.outcomes.items() if one.outcome != "passed"} == {}
    assert len(found.baseline.outcomes) == 8
    assert found.same, found
    assert found.isolation.sandbox in ("landlock", "bubblewrap")
    assert found.differential is not None
    assert found.differential.sandbox == found.isolation.sandbox
    assert found.differential.replay is not None
    assert found.differential.replay.compared
    assert found.baseline_startup_ms > 0 < found.result_startup_ms
    assert list(out.iterdir()) == []


def test_calls_are_held_where_tests_are_not(tmp_path: Path) -> None:
    needs_walls(tmp_path)
    request = make_request(tmp_path / "all", "site")
    tests = walls_for_tests(request, tmp_path / "one")
    assert tests.box is None
    assert walls_for_calls(request, tmp_path / "two", tests).box is not None
    off = replace(request, sandbox="off")
    assert walls_for_calls(off, tmp_path / "three", tests) is tests
    held = walls_for_tests(replace(request, sandbox="auto"), tmp_path / "four")
    assert held.box is not None
    assert walls_for_calls(request, tmp_path / "five", held) is held


def test_what_is_required_and_not_there_stops_all_before_any_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vendorize.sandbox.choosing._fault", lambda *_: "no")

    def started(*words: object, **_: object) -> None:
        raise AssertionError(words)

    request = make_request(tmp_path / "all", "site")
    assert walls_for_tests(replace(request, sandbox="auto", network=True), tmp_path / "one") == Walls()
    with pytest.raises(UserError, match="no sandbox works here"):
        walls_for_tests(replace(request, sandbox="required"), tmp_path / "two")
    monkeypatch.setattr(subprocess, "Popen", started)
    wanted = Request(request.project.root, verify=VerifyOptions(sandbox="required", fuzz=5.0, replay=True))
    with pytest.raises(UserError, match="no sandbox works here"):
        proof.verify(wanted)


def test_variables_of_the_user_stay_outside_unless_they_are_named(tmp_path: Path) -> None:
    request = make_request(tmp_path, "site", variables=(("VENDORIZE_TEST_KEY", "KEYSECRET"),))
    said = {"VENDORIZE_TEST_KEY": "KEYSECRET", "LC_ALL": "C", "HOME": "/made", "PYTHONPATH": "x"}
    assert without_secrets(request, said) == said
    assert without_secrets(replace(request, variables=()), said) == {k: v for k, v in said.items() if "TEST" not in k}
