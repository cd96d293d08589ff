from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from vendorize import pytest_plugin
from vendorize.verify import frameworks

ROOT = Path(__file__).parents[2]


def run(folder: Path, *arguments: str, **variables: str) -> str:
    path = os.pathsep.join([str(ROOT), str(ROOT / "analysis")])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **variables}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "vendorize.pytest_plugin", "-p", "no:cacheprovider", "-rA", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "p"\nversion = "1"\n', encoding="utf-8")
    (tmp_path / "p.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "test_p.py").write_text("def test_x(): pass\n", encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_nothing_is_added_unless_asked_for(project: Path) -> None:
    assert "1 passed" in run(project)


@pytest.mark.slow
def test_what_a_command_says_is_the_failure(project: Path) -> None:
    said = run(project, "--vendorize", "check", "--vendorize-result", "nowhere")
    assert said.startswith("1\n")
    assert "1 failed, 1 passed" in said
    assert "'nowhere' does not exist" in said
    assert "runtest" not in said


CONFTEST = """
import subprocess

from vendorize import pytest_plugin


def run(command, env, **_):
    print("called", command[1:], env["VENDORIZE_INSIDE_PYTEST"])
    return subprocess.CompletedProcess(command, 0, "same: 3 tests", "")


pytest_plugin.subprocess = type("fake", (), {"run": run})
"""


@pytest.mark.slow
def test_a_command_that_finds_nothing_passes(project: Path) -> None:
    (project / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    said = run(project, "--vendorize", "verify", "--vendorize", "verify", "--vendorize-result", "out")
    assert "2 passed" in said
    assert (
        f"called ['-m', 'vendorize', 'verify', '{project}', '--python', '{sys.executable}', '--result', 'out']" in said
    )
    assert "same: 3 tests" in said


@pytest.mark.parametrize("variable", [pytest_plugin.INSIDE, frameworks._REPORT])
def test_the_suite_is_not_run_inside_of_itself(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "x")
    items: list[pytest.Item] = []
    config = SimpleNamespace(getoption=lambda _: ["verify"])
    pytest_plugin.pytest_collection_modifyitems(None, config, items)  # type: ignore[arg-type]
    assert items == []


def test_a_result_that_pytest_takes_for_its_root_is_refused(tmp_path: Path) -> None:
    def configure(root: Path) -> None:
        config = SimpleNamespace(
            getoption=lambda _: "build", rootpath=root, invocation_params=SimpleNamespace(dir=tmp_path)
        )
        pytest_plugin.pytest_configure(config)  # type: ignore[arg-type]

    configure(tmp_path)
    for root in (tmp_path / "build", tmp_path / "build/app"):
        with pytest.raises(pytest.UsageError, match="took build for its root folder: write --vendorize-result=build"):
            configure(root)


@pytest.mark.slow
def test_selection_does_not_take_it_away(project: Path) -> None:
    said = run(project, "-k", "nothing", "--vendorize", "check", "--vendorize-result", "nowhere")
    assert "1 failed, 1 deselected" in said
