"""`vendorize image`: container images of a result, without a daemon."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from vendorize.cli.options import common, output_options, project_options
from vendorize.cli.output import listening, look_of, show, show_json

PROJECT = click.argument("project", type=click.Path(exists=True, path_type=Path), default=".")
BASE_REFERENCE = click.option(
    "--base-ref",
    "base_reference",
    default="",
    metavar="NAME",
    help="Which image of an OCI layout [default: the only one].",
)


BASE = partial(
    click.option,
    "--base",
    type=click.Path(path_type=Path),
    metavar="BASE",
    help="An OCI layout, the folder of a root file system, or a tar archive of one.",
)


@click.group(short_help="Plan and build container images, without a daemon.")
def image() -> None:
    """Plan and build container images of the result, in the layout `site`.

    \b
    Examples:
      vendorize image plan
      vendorize image build --base rootfs --out build/image
    """  # noqa: D301 - \b is a backspace: click keeps the lines


@image.command(short_help="Show what is in the layers, before and after.")
@PROJECT
@BASE()
@BASE_REFERENCE
@project_options
@output_options("text", "json")
@click.pass_context
def plan(ctx: click.Context, /, project: Path, *, base: Path | None, base_reference: str) -> None:
    """Show how large base, interpreter, dependencies and program are, as pip
    fills an image and with only what is used. Writes nothing.

    \b
    Examples:
      vendorize image plan
      vendorize image plan --base rootfs --output-format json
    """  # noqa: D301, D205 - \b is a backspace: click keeps the lines
    from vendorize.imaging import plan_image  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report.image import plan_object, render_plan  # noqa: PLC0415

    options = common(ctx)
    with listening(options) as progress:
        planned = plan_image(options.request(project), base, base_reference, progress)
    if options.output_format == "json":
        show_json(options, plan_object(planned))
    else:
        show(options, render_plan(planned, look_of(options)))
