"""Make a first configuration from what a project says of itself, to us and to other tools."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.config.foreign import (
    DEPTRY,
    FOREIGN,
    REQUIREMENTS,
    VENDORING,
    deptry_hints,
    requirements_hints,
    vendoring_hints,
)
from vendorize.config.initial import VERIFY, initial_table
from vendorize.model.initial import FoundSetting, Initial
from vendorize.starting import place_of
from vendorize.storage import check_settled, write_atomically
from vendorize_analysis.discovery import discover
from vendorize_analysis.discovery.toml import Table, read_toml
from vendorize_analysis.environment import choose_interpreter, inspect
from vendorize_analysis.errors import UserError, first_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project

PYPROJECT = "pyproject.toml"
FILE = "requirements.txt"
PYTEST = "pytest"
MOST_MISSING = 8


def initialize(start: Path, *, only: tuple[str, ...] = (), python: Path | None = None, write: bool = True) -> Initial:
    """Return a configuration, and write it into the project's `pyproject.toml`, whose other content stays as it is.

    `only` names the tools whose settings are read; without it all that are there. `python` is the interpreter whose
    environment is looked at; without it the project's, if it has one. Raises `UserError` where there is a configuration
    already, none of a tool that is named, or an interpreter that does not answer.
    """
    root, script = place_of(start)
    if script:
        raise UserError(
            f"{root / script} is one file: it has no place for a configuration",
            hint="name options on the command line, or write a file and name it with --config",
        )
    check_settled(root)
    file = root / PYPROJECT
    top = read_toml(file) if file.is_file() else Table({}, "", file)
    if "vendorize" in top.table("tool"):
        raise UserError(f"{file} has a table tool.vendorize already", hint="edit it: `vendorize explain configuration`")
    found = {name: hints for name in only or FOREIGN if (hints := tuple(_of_tool(name, top, root)))}
    _require(only, found, file)
    project = discover(start)
    hints = (*(hint for each in found.values() for hint in each), *_of_project(project), *_around(project, python))
    table = initial_table(hints)
    content = _joined(file, table)
    made = Initial(file, table, content, ("project", *found))
    if not write:
        return made
    write_atomically(file, content.encode())
    return replace(made, written=True)


def _require(only: tuple[str, ...], found: dict[str, tuple[FoundSetting, ...]], file: Path) -> None:
    for name in only:
        if name not in found:
            place = f"beside {file}" if name == REQUIREMENTS else f"in {file}"
            what = FILE if name == REQUIREMENTS else f"table tool.{name} that says anything to us"
            raise UserError(f"there is no {what} {place}", hint="leave out --from: what is there is found")


def _of_tool(name: str, top: Table, root: Path) -> Iterator[FoundSetting]:
    tools = top.table("tool")
    if name == VENDORING and VENDORING in tools:
        yield from vendoring_hints(tools.table(VENDORING), root)
    elif name == DEPTRY and DEPTRY in tools:
        yield from deptry_hints(tools.table(DEPTRY))
    elif name == REQUIREMENTS:
        yield from requirements_hints(root / FILE)


def _of_project(project: Project) -> Iterator[FoundSetting]:
    """Yield what the project itself shows: its entry points, which need not be named, and its tests."""
    starts = [f"{entry.module}:{entry.attribute}".rstrip(":") for entry in project.entry_points]
    if starts:
        more = f" and {len(starts) - 3} more" if len(starts) > 3 else ""  # noqa: PLR2004 - enough to know them by
        yield FoundSetting("roots", None, f"found: {', '.join(starts[:3])}{more}")
    if project.tests:
        places = [
            path.relative_to(project.root).as_posix() for path in project.tests if path.is_relative_to(project.root)
        ]
        yield FoundSetting(VERIFY, ("python", "-m", "pytest", "-q", *places[:3]), "")


def _around(project: Project, python: Path | None) -> tuple[FoundSetting, ...]:
    """Return what the environment shows. Our own interpreter, which is taken where there is no other, shows nothing."""
    try:
        executable = choose_interpreter(project.root, python)
        if python is None and executable == Path(sys.executable):
            return ()
        return tuple(_of_environment(project, inspect(project, executable)))
    except UserError:
        if python is not None:
            raise
        return ()


def _of_environment(project: Project, found: Environment) -> Iterator[FoundSetting]:
    needed = len(found.closure)
    counted = f"{len(found.distributions)} distributions, {needed} of which the project needs"
    yield FoundSetting("", None, f"found installed for Python {found.interpreter.version_text}: {counted}")
    if found.missing:
        yield FoundSetting("", None, f"required, and not installed there: {first_of(found.missing, MOST_MISSING)}")
    if project.tests and PYTEST not in {one.key for one in found.distributions}:
        yield FoundSetting("", None, f"{PYTEST} is not installed there: install it, or name another command for verify")


def _joined(file: Path, table: str) -> str:
    """Return the file with the table at its end.

    Raises `UserError` where it would be no TOML any more: a table inside of braces takes no further one.
    """
    before = file.read_bytes().decode("utf-8") if file.is_file() else ""
    end = "\r\n" if "\r\n" in before else "\n"
    gap = "" if not before else end if before.endswith("\n") else 2 * end
    content = before + gap + table.replace("\n", end)
    try:
        tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise UserError(
            f"{file}: a table tool.vendorize cannot stand at its end: {error}",
            hint="write tool as [tool.NAME] tables, not as one inline table",
        ) from error
    return content
