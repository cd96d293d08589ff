from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from packaging.markers import default_environment

from vendorize_analysis.environment.interpreter import ask, choose_interpreter
from vendorize_analysis.errors import UserError


def fake_python(folder: Path, text: str = "exit 3") -> Path:
    path = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)


def test_without_anything_our_own_interpreter_is_taken(tmp_path: Path) -> None:
    assert choose_interpreter(tmp_path, None) == Path(sys.executable)


def test_asked_for_comes_before_the_projects_and_that_before_the_active(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    active = fake_python(tmp_path / "active")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    assert choose_interpreter(tmp_path, None) == active
    own = fake_python(tmp_path / ".venv")
    assert choose_interpreter(tmp_path, None) == own
    asked = fake_python(tmp_path / "asked")
    assert choose_interpreter(tmp_path, asked) == asked
    assert choose_interpreter(tmp_path, tmp_path / "asked") == asked


def test_a_missing_interpreter_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="no Python interpreter"):
        choose_interpreter(tmp_path, tmp_path / "nope" / "python")
    with pytest.raises(UserError, match="no Python interpreter in"):
        choose_interpreter(tmp_path, tmp_path)
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "gone"))
    with pytest.raises(UserError) as caught:
        choose_interpreter(tmp_path, None)
    assert "unset" in caught.value.hint


@pytest.mark.skipif(os.name == "nt", reason="file modes and links")
def test_a_broken_environment_of_the_project_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(tmp_path / "gone")
    with pytest.raises(UserError, match="no Python interpreter"):
        choose_interpreter(tmp_path, None)
    plain = tmp_path / "plain"
    plain.touch(mode=0o600)
    with pytest.raises(UserError, match="not executable"):
        choose_interpreter(tmp_path, plain)


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the interpreter")
@pytest.mark.parametrize("text", ["exit 3", "echo hello", "echo 'vendorize-answer:{oops'"])
def test_what_does_not_answer_as_python_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError) as caught:
        ask(fake_python(tmp_path, text))
    assert "--python" in caught.value.hint


def test_the_interpreter_describes_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('the current folder was imported')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    target = ask(Path(sys.executable))
    interpreter = target.interpreter
    assert interpreter.version == sys.version_info[:3]
    assert interpreter.platform == sys.platform
    assert {"os", "sys", "json", "_thread"} <= interpreter.stdlib_names
    assert dict(interpreter.markers)["python_version"] == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert interpreter.extension_suffixes
    assert tmp_path not in interpreter.search_path
    assert Path(os.__file__).parent not in interpreter.search_path
    assert Path(pytest.__file__).parents[1] in target.site_folders


def test_a_search_path_replaces_what_is_installed(tmp_path: Path) -> None:
    target = ask(Path(sys.executable), search_path=(tmp_path, tmp_path))
    assert target.interpreter.search_path == (tmp_path,)
    assert target.site_folders == frozenset()
    with pytest.raises(UserError, match="is not a folder"):
        ask(Path(sys.executable), search_path=(tmp_path / "gone",))


def test_the_markers_are_those_of_the_specification() -> None:
    assert dict(ask(Path(sys.executable)).interpreter.markers) == default_environment()
