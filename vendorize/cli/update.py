"""`vendorize update`: extract again, and show what that changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from vendorize.cli.options import FOLDER, common, output_options, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json

FORMS = ("text", "json", "markdown")


@click.command(short_help="Extract again, and show what changes for the program.")
@click.argument("names", nargs=-1, metavar="[DIST]...")
@click.option(
    "--project",
    type=click.Path(exists=True, path_type=Path),
    default=".",
    metavar="PROJECT",
    help="The project [default: the current folder].",
)
@click.option(
    "--result",
    "--out",
    type=FOLDER,
    metavar="OUT",
    help="What `extract --out OUT` wrote [default: PROJECT, changed in place].",
)
@click.option("--save-patch", metavar="NAME", default="", help="Make a patch of what was edited in the result.")
@click.option("--dry-run", is_flag=True, help="Show what changes; write nothing.")
@click.option("--force", is_flag=True, help="Throw away what was edited in the result.")
@click.option(
    "--smoke/--no-smoke",
    default=True,
    help="Import what the program imports, on the result alone, before it is written [default: do].",
)
@project_options
@output_options(*FORMS)
@click.pass_context
def update(ctx: click.Context, /, project: Path, **chosen: Any) -> None:  # noqa: ANN401 - the other options
    """Extract again from what is installed now, as it was done before.

    Shows what that changes for this program alone: symbols and signatures
    that it uses, capabilities with the way to them, sizes, licences, hazards.
    Patches of the project (patches/DIST/*.patch) are carried over by a
    three-way merge. All of it is written or nothing. With DIST, other
    distributions must be as they were.

    \b
    Examples:
      vendorize update --result build/site --dry-run
      vendorize update requests urllib3
      vendorize update --save-patch longer-timeout
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.updating.running import UpdateOptions  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.updating.running import update as run  # noqa: PLC0415

    options = common(ctx, FORMS)
    with listening(options) as progress:
        answer = run(options.request(project), UpdateOptions(**chosen), progress)
    match options.output_format:
        case "json":
            from vendorize.report.updated import update_object  # noqa: PLC0415

            show_json(options, update_object(answer))
        case "markdown":
            from vendorize.report.updated import markdown  # noqa: PLC0415

            show(options, markdown(answer))
        case _:
            from vendorize.report.update import render  # noqa: PLC0415

            show(options, render(answer, look_of(options)))
    finish(ctx, options, found=False)
