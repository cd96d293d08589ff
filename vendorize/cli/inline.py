"""`vendorize inline`: move a function or class of a dependency into the project's own module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.options import common, output_options, project_argument, project_options
from vendorize.cli.output import finish, listening, show, show_json
from vendorize.cli.verify import TEST_COMMAND, WithTestCommand

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.cli.options import Common, Function
    from vendorize.model.inlined import Inlined

FORMS = ("text", "json")


INTO = click.option(
    "--into", metavar="MODULE", required=True, help="Module of the project; a new one in its packages too."
)
WRITE = click.option("--write", is_flag=True, help="Change the files; without, show the patch.")
VERIFY = click.option(
    "--verify/--no-verify",
    "tests",
    default=True,
    help="Run the configured tests on the project before and after [default: do].",
)


def own_options(function: Function) -> Function:
    """Add the options that only this command has."""
    return INTO(WRITE(VERIFY(function)))


@click.command(cls=WithTestCommand, short_help="Move a function or class into the project's own module.")
@click.argument("symbol")
@project_argument
@own_options
@project_options
@output_options(*FORMS)
@click.pass_context
def inline(ctx: click.Context, /, symbol: str, project: Path, **chosen: Any) -> None:  # noqa: ANN401 - the others
    """Move SYMBOL of a dependency, with all that it needs, into MODULE.

    Prints a patch for `git apply`. What would change what the program does, or
    the outcome of a test, is refused with all reasons: 1 is the exit code.

    \b
    Examples:
      vendorize inline boltons.iterutils.chunked --into app.helpers | git apply
      vendorize inline boltons.iterutils.chunked --into app.helpers --write
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.inlining import running  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.model.request import VerifyOptions  # noqa: PLC0415

    options = common(ctx, FORMS)
    request = options.request(project, verify=VerifyOptions(command=ctx.meta.get(TEST_COMMAND, ())))
    with listening(options) as progress:
        inlined = running.inline(request, running.InlineRequest(symbol, **chosen), progress)
    answer(options, inlined)
    finish(ctx, options, found=inlined.is_refused)


def answer(options: Common, inlined: Inlined) -> None:
    """Show the move in the form that was asked for."""
    from vendorize.report import inlined as text  # noqa: PLC0415 - keeps `--help` quick

    if options.output_format == "json":
        show_json(options, text.inlined_object(inlined))
    else:
        show(options, text.render(inlined))
