"""`vendorize extract`: write the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.following import said_again
from vendorize.cli.forming import compile_options, form_of
from vendorize.cli.options import common, output_options, project_argument, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json
from vendorize.cli.sections import SectionedCommand
from vendorize.layouts import NAMES, layout_named
from vendorize.model.hoisted import HOISTS

if TYPE_CHECKING:
    from vendorize.cli.options import Common
    from vendorize.model.report import Extraction

FORMS = ("text", "json", "html")


@click.command(cls=SectionedCommand, short_help="Write the program with just the third-party code that it uses.")
@project_argument
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="OUT", help="Folder of the result.")
@click.option("--layout", type=click.Choice(NAMES), help="Form of the result [default: package].")
@click.option("--external", is_flag=True, help="Layout file: put what it cannot hold into a folder beside it.")
@click.option("--hoist", type=click.Choice(HOISTS), help="Layout file: merge modules where nobody can tell.")
@click.option("--in-place", is_flag=True, help="Change the project itself; only with the layout package.")
@click.option("--undo", is_flag=True, help="With --in-place: give the project its sources back.")
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@click.option("--diff", is_flag=True, help="Show the differences to the original files; writes nothing.")
@click.option("--force", is_flag=True, help="Replace OUT even if vendorize did not write all that is in it.")
@compile_options
@click.option(
    "--smoke/--no-smoke",
    default=True,
    help="Import what the program imports, on the result alone, before it is written [default: do].",
)
@project_options
@output_options(*FORMS)
@click.pass_context
def extract(
    ctx: click.Context,
    /,
    project: Path,
    *,
    layout: str | None,
    undo: bool,
    **chosen: Any,  # noqa: ANN401 - the other options
) -> None:
    """Write PROJECT with just the third-party code that it uses.

    The layout "package" is the project with that code under a private
    namespace and without the dependencies. The layout "site" is a folder for
    PYTHONPATH or an image, under the original names; "file" is one file of it.
    The result is built aside, tried by a start, and swapped in: all or nothing.
    With --in-place the originals are kept in .vendorize; --undo puts them back.

    \b
    Examples:
      vendorize extract --out build/app
      vendorize extract --out build/site --layout site
      vendorize extract app.py --out build/app --diff
      vendorize extract --in-place --dry-run
      vendorize extract --in-place --undo
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick

    options, form = common(ctx, FORMS), form_of(ctx, chosen)
    check_destination(ctx, layout=layout, undo=undo, **chosen)
    if undo:
        take_back(options, project, dry_run=chosen["dry_run"], force=chosen["force"])
        return
    form |= {"external_beside": chosen.pop("external"), "hoist": chosen.pop("hoist") or ""}
    request = options.request(project, layout=layout, **form)
    with listening(options) as heard:
        extraction = workflow.extract(request, **chosen, progress=heard)
    answer(options, extraction, project)
    finish(ctx, options, found=False)


def answer(options: Common, extraction: Extraction, project: Path) -> None:
    """Show what was written in the form that was asked for."""
    from vendorize.report import extraction as form  # noqa: PLC0415 - keeps `--help` quick

    match options.output_format:
        case "json":
            show_json(options, form.extraction_object(extraction))
        case "html":
            from vendorize.report.html.results import extraction_page  # noqa: PLC0415

            show(options, extraction_page(extraction))
        case _:
            show(options, form.render(extraction, look_of(options), target=said_again(options, project)))


def take_back(options: Common, project: Path, *, dry_run: bool, force: bool) -> None:
    """Restore the sources of a project, and say which files that were."""
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report import extraction as answer  # noqa: PLC0415

    taken = workflow.take_back(options.request(project), dry_run=dry_run, force=force)
    if options.output_format == "json":
        show_json(options, answer.taken_back_object(taken))
    else:
        show(options, answer.render_taken_back(taken, look_of(options)))


def check_destination(  # noqa: PLR0913 - each is an option of the command
    ctx: click.Context,
    *,
    out: Path | None,
    in_place: bool,
    undo: bool,
    dry_run: bool,
    diff: bool,
    layout: str | None,
    **_: bool,
) -> None:
    """Refuse a call that does not say where to, says it twice, or takes back what was not asked for."""
    message = ""
    if out is not None and in_place:
        message = "--out and --in-place exclude each other"
    elif undo and (not in_place or diff):
        message = "--undo takes back what --in-place did: give both, without --diff"
    elif not (dry_run or diff) and out is None and not in_place:
        message = "say where to write: --out OUT, or --in-place (--dry-run and --diff need neither)"
    elif in_place and layout is not None and not layout_named(layout).is_project:
        message = f"--in-place changes the project itself: it has no --layout {layout}"
    if message:
        raise click.UsageError(message, ctx)
