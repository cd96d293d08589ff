from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest

from vendorize.verify.variants import Variant, require_command, require_module, require_runner
from vendorize_analysis.errors import UserError


def test_who_has_no_tests_hears_how_to_run_something_else(tmp_path: Path) -> None:
    variant = Variant(Path(sys.executable), tmp_path, {}, (tmp_path,), tmp_path)
    (tmp_path / "ask").mkdir()
    with pytest.raises(UserError, match="framework_that_is_nowhere is not installed") as error:
        require_module(variant, "framework_that_is_nowhere", tmp_path / "ask")
    assert "vendorize verify -- python app.py" in str(error.value.hint)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment with nothing in it."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    return next(path for path in (folder / "bin/python", folder / "Scripts/python.exe") if path.exists())


def test_a_runner_that_is_not_installed_is_told_before_anything_is_made(bare: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="pytest is not installed"):
        require_runner(("python", "-m", "pytest", "-q"), bare, [tmp_path], tmp_path / "asked")


def test_a_runner_that_is_there_or_may_come_from_elsewhere_is_no_error(bare: Path, tmp_path: Path) -> None:
    require_runner(("python", "-m", "pytest"), Path(sys.executable), [], tmp_path / "one")
    require_runner(("python", "-m", "unittest"), bare, [], tmp_path / "two")
    require_runner(("python", "app.py"), bare, [], tmp_path / "three")
    (tmp_path / "vendor" / "pytest").mkdir(parents=True)
    require_runner(("pytest",), bare, [tmp_path / "vendor"], tmp_path / "four")


def test_a_command_that_is_nowhere_is_told_before_anything_is_made(bare: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the test command 'no-such-command' is not in the environment"):
        require_command(("no-such-command", "-q"), bare, tmp_path, {})
    with pytest.raises(UserError, match=r"'\./run-tests' is not in"):
        require_command(("./run-tests",), bare, tmp_path, {})


def test_a_command_may_lie_in_the_project_or_on_the_search_path_of_the_tests(bare: Path, tmp_path: Path) -> None:
    name = "run-tests.bat" if sys.platform == "win32" else "run-tests"
    (tmp_path / "tools").mkdir()
    script = tmp_path / "tools" / name
    script.write_text("exit 0\n", encoding="utf-8")
    script.chmod(0o755)
    require_command((f"./tools/{name}",), bare, tmp_path, {})
    require_command((str(script),), bare, tmp_path, {})
    require_command((name,), bare, tmp_path, {"PATH": str(tmp_path / "tools")})
    require_command(("python", "app.py"), bare, tmp_path, {})
    require_command((str(bare), "app.py"), bare, tmp_path, {})
