"""`vendorize update`: extract again, and show what that changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.following import said_again
from vendorize.cli.options import common, output_options, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json
from vendorize.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from vendorize.cli.options import Common
    from vendorize.model.update import Update

FORMS = ("text", "json", "markdown")


PROJECT = click.option(
    "--project",
    type=click.Path(exists=True, path_type=Path),
    default=".",
    metavar="PROJECT",
    help="The project [default: the current folder].",
)
RESULT = click.option(
    "--result",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),  # after a kill it may be there again only when this begins
    metavar="OUT",
    help="What `extract --out OUT` wrote [default: PROJECT, changed in place].",
)
SMOKE = click.option(
    "--smoke/--no-smoke",
    default=True,
    help="Import what the program imports, on the result alone, before it is written [default: do].",
)


@click.command(cls=SectionedCommand, short_help="Extract again, and show what changes for the program.")
@click.argument("names", nargs=-1, metavar="[DIST]...")
@PROJECT
@RESULT
@click.option("--save-patch", metavar="NAME", default="", help="Make a patch of what was edited in the result.")
@click.option("--dry-run", is_flag=True, help="Show what changes; write nothing.")
@click.option("--force", is_flag=True, help="Throw away what was edited in the result.")
@SMOKE
@project_options
@output_options(*FORMS)
@click.pass_context
def update(ctx: click.Context, /, project: Path, **chosen: Any) -> None:  # noqa: ANN401 - the other options
    """Extract again as before, and show what changes for this program.

    Patches (patches/DIST/*.patch) are carried over. All is written or nothing.
    With DIST, no other distribution may have changed.

    \b
    Examples:
      vendorize update --result build/site --dry-run
      vendorize update requests urllib3
      vendorize update --save-patch longer-timeout
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.updating.running import UpdateOptions, update  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx, FORMS)
    with listening(options) as progress:
        answered = update(options.request(project), UpdateOptions(**chosen), progress)
    answer(options, answered, project)
    finish(ctx, options, found=False)


def answer(options: Common, update: Update, project: Path) -> None:
    """Show what changes in the form that was asked for."""
    from vendorize.report import update as text  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report import updated  # noqa: PLC0415

    match options.output_format:
        case "json":
            show_json(options, updated.update_object(update))
        case "markdown":
            show(options, updated.markdown(update))
        case _:
            show(options, text.render(update, look_of(options), target=said_again(options, project)))
