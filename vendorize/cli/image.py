"""`vendorize image`: container images of a result, without a daemon."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.options import FILE, FOLDER, common, output_options, project_options
from vendorize.cli.output import listening, look_of, show, show_json
from vendorize.model.image import PREFIX, ImageOptions

if TYPE_CHECKING:
    from collections.abc import Callable

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


BUILD_OPTIONS = (
    click.option(
        "--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder of the OCI layout."
    ),
    click.option(
        "--result", type=FOLDER, metavar="OUT", help="What `extract --layout site --out OUT` wrote [default: extract]."
    ),
    click.option("--entry", default="", metavar="E", help="What starts: a console script, module or module:function."),
    click.option("--argument", "arguments", multiple=True, metavar="A", help="Default argument (Cmd); repeatable."),
    click.option("--prefix", default=PREFIX, metavar="PATH", help=f"Folder of the program [default: {PREFIX}]."),
    click.option("--compression", type=click.Choice(("gzip", "zstd")), default="gzip", help="[default: gzip]"),
    click.option("--tag", "reference", default="latest", metavar="NAME", help="Name of the image [default: latest]."),
    click.option("--user", default="", metavar="UID", help="Who runs it [default: as in the base]."),
    click.option("--sbom", "bill", type=FILE, metavar="FILE", help="Bill of materials to attach, as JSON."),
    click.option("--force", is_flag=True, help="Replace an image in DIR even where somebody changed it since."),
)


def build_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options of `image build`."""
    for add in reversed(BUILD_OPTIONS):
        function = add(function)
    return function


@image.command(short_help="Write an image as an OCI layout.")
@PROJECT
@BASE(required=True)
@BASE_REFERENCE
@build_options
@project_options
@output_options("text", "json")
@click.pass_context
def build(ctx: click.Context, /, project: Path, *, out: Path, **how: Any) -> None:  # noqa: ANN401 - fields of ImageOptions
    """Write an OCI image layout: base, externals, vendored code and program as
    layers of their own, each the same bytes for the same input.

    SOURCE_DATE_EPOCH gives the time of files and image.

    \b
    Examples:
      vendorize image build --base rootfs --out build/image
      vendorize image build --base oci-folder --out build/image --entry uvicorn --argument app:app
    """  # noqa: D301, D205 - \b is a backspace: click keeps the lines
    from vendorize.imaging import build_image  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report.image import built_object, render_built  # noqa: PLC0415

    options = common(ctx)
    with listening(options) as progress:
        built = build_image(options.request(project), out, ImageOptions(**how), progress)
    if options.output_format == "json":
        show_json(options, built_object(built))
    else:
        show(options, render_built(built, look_of(options)))
