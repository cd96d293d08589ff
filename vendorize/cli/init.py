"""`vendorize init`: a first configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vendorize.cli.following import said_again
from vendorize.cli.options import common, option, output_options, project_argument, remember_python
from vendorize.cli.output import show, show_json
from vendorize.cli.sections import ProjectOption, SectionedCommand
from vendorize.config.foreign import FOREIGN

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.cli.options import Common
    from vendorize.model.initial import Initial


FROM = click.option(
    "--from",
    "only",
    type=click.Choice(FOREIGN),
    multiple=True,
    help="Take over the settings of this tool, or a requirements file; repeatable [default: all that are there].",
)
PYTHON = option(
    "--python",
    cls=ProjectOption,
    metavar="EXE",
    callback=remember_python,
    help="Interpreter whose environment is looked at [default: the project's .venv, or $VIRTUAL_ENV].",
)


@click.command(cls=SectionedCommand, short_help="Write a commented configuration.")
@project_argument
@FROM
@PYTHON
@click.option("--dry-run", is_flag=True, help="Show the table, and write nothing.")
@output_options("text", "json")
@click.pass_context
def init(ctx: click.Context, project: Path, *, only: tuple[str, ...], dry_run: bool) -> None:
    """Write a commented [tool.vendorize] into the pyproject.toml of PROJECT.

    What is found becomes a setting: the tests, the namespace of pip's
    vendoring, modules that deptry ignores as missing. All else stands there as
    a comment, also what the environment lacks. What the file has already stays
    as it is.

    \b
    Examples:
      vendorize init --dry-run
      vendorize init --python .venv/bin/python
      vendorize init --from vendoring
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.initializing import initialize  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx)
    made = initialize(project, only=only, python=options.analysis.python, write=not dry_run)
    answer(options, made, project, dry_run=dry_run)


def answer(options: Common, made: Initial, project: Path, *, dry_run: bool) -> None:
    """Show what was made."""
    if options.output_format == "json":
        said = {"file": str(made.file), "written": made.written, "sources": list(made.sources), "table": made.table}
        show_json(options, {"schema": 1, **said})
    elif dry_run:
        show(options, made.table)
    else:
        told = f"Wrote [tool.vendorize] into {made.file}, from: {', '.join(made.sources)}."
        command = f"vendorize analyze {said_again(options, project)}".rstrip()
        show(options, f"{told}\nNext: {command} --advise")
