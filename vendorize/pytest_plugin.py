"""A pytest plugin that has `vendorize check` or `vendorize verify` as one more test.

Nobody gets it without asking: `pytest -p vendorize.pytest_plugin --vendorize verify`. The tests that `verify` itself
runs have it neither, even where the project's configuration asks for it: a test of the suite must not run it again, and
a copy of the project is no place to check.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest._code.code import ExceptionInfo, TerminalRepr

INSIDE = "VENDORIZE_INSIDE_PYTEST"
"""Variable of the environment by which the tests that our child runs know where they are."""
WITHIN_VERIFY = "VENDORIZE_TEST_REPORT"
"""The one by which all tests that `verify` runs do, whoever started it."""
COMMANDS = ("check", "verify")


class FailedCommand(Exception):  # noqa: N818 - a test that failed is no error
    """The command found something, or could not run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("vendorize")
    group.addoption(
        "--vendorize",
        choices=COMMANDS,
        action="append",
        default=[],
        help="Run this command of vendorize as one more test; repeatable.",
    )
    more = "What `vendorize extract --out OUT` has written; with `=`, else pytest takes it for its root folder."
    group.addoption("--vendorize-result", metavar="=OUT", help=more)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a result that pytest has taken for its root folder: its tests would be those of the result.

    pytest looks for the root among its arguments before any plugin has said which of them are values of options.
    """
    result = config.getoption("--vendorize-result")
    if result and config.rootpath.is_relative_to((config.invocation_params.dir / result).resolve()):
        raise pytest.UsageError(f"pytest took {result} for its root folder: write --vendorize-result={result}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add a test for each command that is asked for, after all others; those that -k and -m leave out stay out."""
    if os.environ.get(INSIDE) or os.environ.get(WITHIN_VERIFY):
        return
    items += [
        CommandItem.from_parent(session, name=f"vendorize {command}", command=command)
        for command in dict.fromkeys(config.getoption("--vendorize"))
    ]


class CommandItem(pytest.Item):
    """One command on the project around pytest's root folder."""

    def __init__(self, *, command: str, **more: object) -> None:
        super().__init__(**more)  # type: ignore[arg-type]  # as pytest calls it
        self.command = command

    def runtest(self) -> None:
        """Run the command, on the interpreter that runs the tests; raises `FailedCommand` unless it ends with 0."""
        result = self.config.getoption("--vendorize-result")
        more = ["--python", sys.executable, *(["--result", str(result)] if result else [])]
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", "vendorize", self.command, str(self.config.rootpath), *more],
            cwd=self.config.invocation_params.dir,
            env={**os.environ, INSIDE: "1"},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        self.add_report_section("call", "vendorize", done.stdout)
        if done.returncode:
            raise FailedCommand(f"{done.stdout}{done.stderr}".rstrip())

    def repr_failure(
        self,
        excinfo: ExceptionInfo[BaseException],
        style: object = None,
    ) -> str | TerminalRepr:
        """Return what the command said, without our own lines of a traceback."""
        if isinstance(excinfo.value, FailedCommand):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)  # type: ignore[arg-type]  # passed on

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the place and name of the test."""
        return self.config.rootpath, None, self.name
