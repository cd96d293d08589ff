"""`vendorize extract`: write the result."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from vendorize.cli.options import common, output_options, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json
from vendorize.layouts import NAMES, layout_named


@click.command(short_help="Write the program with just the third-party code that it uses.")
@click.argument("project", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="OUT", help="Folder of the result.")
@click.option("--layout", type=click.Choice(NAMES), help="Form of the result [default: package].")
@click.option("--in-place", is_flag=True, help="Change the project itself; only with the layout package.")
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@click.option("--diff", is_flag=True, help="Show the differences to the original files; writes nothing.")
@click.option("--force", is_flag=True, help="Replace OUT even if vendorize did not write all that is in it.")
@project_options
@output_options("text", "json")
@click.pass_context
def extract(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    project: Path,
    *,
    out: Path | None,
    layout: str | None,
    in_place: bool,
    dry_run: bool,
    diff: bool,
    force: bool,
) -> None:
    """Write PROJECT with just the third-party code that it uses.

    The layout "package" is the project with that code under a private
    namespace and without the dependencies. The layout "site" is a folder for
    PYTHONPATH or a container image, under the original names. The result is
    built aside and swapped in: all of it or nothing.

    \b
    Examples:
      vendorize extract --out build/app
      vendorize extract --out build/site --layout site
      vendorize extract app.py --out build/app --diff
      vendorize extract --in-place --dry-run
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx)
    check_destination(ctx, out=out, in_place=in_place, layout=layout, writes=not (dry_run or diff))
    with listening(options) as tell:
        extraction = workflow.extract(
            options.request(project, layout=layout),
            out=out,
            in_place=in_place,
            dry_run=dry_run,
            diff=diff,
            force=force,
            tell=tell,
        )
    from vendorize.report import extraction as answer  # noqa: PLC0415

    if options.output_format == "json":
        show_json(options, answer.extraction_object(extraction))
    else:
        target = "" if project == Path() else shlex.quote(project.as_posix())
        show(options, answer.render(extraction, look_of(options), target=target))
    finish(ctx, options, found=False)


def check_destination(
    ctx: click.Context, *, out: Path | None, in_place: bool, layout: str | None, writes: bool
) -> None:
    """Refuse a call that does not say where to, or says it twice."""
    if out is not None and in_place:
        message = "--out and --in-place exclude each other"
        raise click.UsageError(message, ctx)
    if writes and out is None and not in_place:
        message = "say where to write: --out OUT, or --in-place (--dry-run and --diff need neither)"
        raise click.UsageError(message, ctx)
    if in_place and layout is not None and not layout_named(layout).is_project:
        message = f"--in-place changes the project itself: it has no --layout {layout}"
        raise click.UsageError(message, ctx)
