from __future__ import annotations

import errno
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest

from vendorize.cli.main import COMMANDS, FORMS, main
from vendorize_analysis.errors import InternalError, UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]

HEAVY = {"libcst", "rope", "openai", "pytest", "hypothesis", "rich", "vendorize.workflow", "importlib.metadata"}


def fail(error: BaseException) -> Callable[[], None]:
    def raise_it() -> None:
        raise error

    return raise_it


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from vendorize.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit: pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert "analyze" in done.stdout
    assert not HEAVY & set(done.stderr.split())


def test_the_options_of_the_group_take_every_output_format() -> None:
    found = [main.get_command(click.Context(main), name) for name in COMMANDS]
    commands = [one for each in found for one in (each.commands.values() if isinstance(each, click.Group) else [each])]
    kinds = [each.type for one in commands if one for each in one.params if each.name == "output_format"]
    forms = {form for kind in kinds if isinstance(kind, click.Choice) for form in kind.choices}
    assert len(commands) == len(kinds)
    assert forms == set(FORMS)


def test_a_command_that_is_not_called_is_not_imported() -> None:
    code = (
        "import sys\n"
        "from vendorize.cli.main import main\n"
        "try:\n    main(['analyze', '--help'])\nexcept SystemExit: pass\n"
        "assert 'vendorize.cli.analyze' in sys.modules\n"
        "assert not {'vendorize.cli.verify', 'vendorize.cli.rule'} & set(sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", ["analyze", "why", "extract", "verify", "rule"])
def test_every_command_has_help_with_examples(call: Call, name: str) -> None:
    result = call(name, "--help")
    assert (result.exit_code, f"vendorize {name}" in result.stdout, "Examples:\n" in result.stdout) == (0, True, True)


def test_only_commands_that_work_are_offered(call: Call) -> None:
    assert call("audit").exit_code == 2


def test_a_mistyped_command_is_told_what_is_like_it(call: Call) -> None:
    assert "'extract'" in call("extrct").stderr


def test_the_version_is_shown(call: Call) -> None:
    result = call("--version")
    assert (result.exit_code, result.stdout.split()[0]) == (0, "vendorize")


def test_a_user_error_is_a_message_and_a_hint(call: Call, workflow: FakeWorkflow) -> None:
    workflow.before = fail(UserError("no pyproject.toml in x", hint="pass a folder"))
    result = call("analyze")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: no pyproject.toml in x\nhint: pass a folder\n"


def test_a_user_error_without_a_hint_is_one_line(call: Call, workflow: FakeWorkflow) -> None:
    workflow.before = fail(UserError("bad"))
    assert call("analyze").stderr == "error: bad\n"


@pytest.mark.parametrize("error", [InternalError("parts differ"), KeyError("x"), FileNotFoundError(2, "gone", "x")])
def test_our_own_bug_shows_its_traceback_and_says_so(call: Call, workflow: FakeWorkflow, error: Exception) -> None:
    workflow.before = fail(error)
    result = call("analyze")
    assert result.exit_code == 2
    assert "Traceback" in result.stderr
    assert "this is a bug in vendorize" in result.stderr


def test_a_full_disk_is_not_our_bug(call: Call, workflow: FakeWorkflow) -> None:
    workflow.before = fail(OSError(errno.ENOSPC, "No space left on device", "out/a.py"))
    result = call("analyze")
    assert (result.exit_code, result.stderr) == (2, "error: out/a.py: No space left on device\n")


def interrupted_while_a_class_is_made() -> RuntimeError:
    error = RuntimeError("Error calling __set_name__ on 'Field' instance 'x' in 'C'")
    error.__cause__ = KeyboardInterrupt()
    return error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), interrupted_while_a_class_is_made()])
def test_an_interruption_is_no_error_of_anybody(call: Call, workflow: FakeWorkflow, error: BaseException) -> None:
    workflow.before = fail(error)
    result = call("analyze")
    assert (result.exit_code, result.stderr) == (2, "interrupted; nothing is left half done\n")


@pytest.mark.parametrize("arguments", [["--bad"], ["analyze", "--bad"], ["nothing"], ["analyze", "no-such-folder"]])
def test_a_wrong_call_ends_with_two(call: Call, arguments: list[str]) -> None:
    assert call(*arguments).exit_code == 2


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = (
        "import sys\n"
        "from vendorize.cli.main import main\n"
        "from vendorize.cli import rule\n"
        "def broken(*_): raise BrokenPipeError\n"
        "rule.show = broken\n"
        "main(['rule'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder that somebody works in")
def test_a_working_directory_that_was_deleted_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"import os; from vendorize.cli.main import main; os.rmdir({str(gone)!r}); main(['analyze'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=gone, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: the working directory does not exist any more\nhint: change into one that does\n"
