"""`vendorize image`: container images of a result, without a daemon."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.forming import compile_options, form_of, text_options
from vendorize.cli.options import FILE, FOLDER, common, output_options, project_argument, project_options
from vendorize.cli.output import listening, look_of, show, show_json
from vendorize.cli.sections import SectionedCommand
from vendorize.model.image import PREFIX, DockerfileOptions, ImageOptions, ProgramOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize.cli.options import Function


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


OUT = click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to write.")
RESULT = click.option(
    "--result", type=FOLDER, metavar="OUT", help="What `extract --layout site --out OUT` wrote [default: extract]."
)
ENTRY = click.option(
    "--entry",
    default="",
    metavar="E",
    help="What starts: a console script, module or module:function [default: the only one].",
)
ARGUMENTS = click.option(
    "--argument", "arguments", multiple=True, metavar="A", help="Default argument (Cmd); repeatable."
)
PREFIX_OPTION = click.option(
    "--prefix", default=PREFIX, metavar="PATH", help=f"Folder of the program [default: {PREFIX}]."
)
USER = click.option("--user", default="", metavar="UID", help="Who runs it [default: as in the base].")
FORCE = click.option("--force", is_flag=True, help="Replace what is there even where somebody changed it since.")
INSTALLERS = ("pip", "uv", "poetry")


@click.group(short_help="Plan and build container images, without a daemon.")
def image() -> None:
    """Plan and build container images of the result, in the layout `site`.

    \b
    Examples:
      vendorize image plan
      vendorize image build --base rootfs --out build/image
    """  # noqa: D301 - \b is a backspace: click keeps the lines


@image.command(cls=SectionedCommand, short_help="Show what is in the layers, before and after.")
@project_argument
@BASE()
@BASE_REFERENCE
@text_options
@project_options
@output_options("text", "json")
@click.pass_context
def plan(ctx: click.Context, /, project: Path, *, base: Path | None, base_reference: str, **form: Any) -> None:  # noqa: ANN401 - fields of a request
    """Show how large base, interpreter, dependencies and program are, as pip
    fills an image and with only what is used, without compiled modules (.pyc).
    Writes nothing.

    \b
    Examples:
      vendorize image plan
      vendorize image plan --base rootfs --output-format json
    """  # noqa: D301, D205 - \b is a backspace: click keeps the lines
    from vendorize.imaging import plan_image  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report.image import plan_object, render_plan  # noqa: PLC0415

    options = common(ctx)
    with listening(options) as progress:
        planned = plan_image(options.request(project, **form_of(ctx, form)), base, base_reference, progress)
    if options.output_format == "json":
        show_json(options, plan_object(planned))
    else:
        show(options, render_plan(planned, look_of(options)))


WHOLE = click.option(
    "--whole", is_flag=True, help="Every distribution as it is installed, to compare with: nothing is cut."
)
BUILD_OPTIONS = (
    OUT,
    RESULT,
    WHOLE,
    compile_options,
    ENTRY,
    ARGUMENTS,
    PREFIX_OPTION,
    click.option("--compression", type=click.Choice(("gzip", "zstd")), default="gzip", help="[default: gzip]"),
    click.option("--tag", "reference", default="latest", metavar="NAME", help="Name of the image [default: latest]."),
    USER,
    click.option("--sbom", "bill", type=FILE, metavar="FILE", help="Bill of materials to attach, as JSON."),
    FORCE,
)


def options_of(options: Sequence[Callable[..., Any]]) -> Callable[[Function], Function]:
    """Add several options, which `--help` shows in this order."""

    def add_all(function: Function) -> Function:
        for add in reversed(options):
            function = add(function)
        return function

    return add_all


@image.command(cls=SectionedCommand, short_help="Write an image as an OCI layout.")
@project_argument
@BASE(required=True)
@BASE_REFERENCE
@options_of(BUILD_OPTIONS)
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
        request = options.request(project, **form_of(ctx, how))
        built = build_image(request, out, ImageOptions(**how), progress)
    if options.output_format == "json":
        show_json(options, built_object(built))
    else:
        show(options, render_built(built, look_of(options)))


@image.command(
    cls=SectionedCommand, short_help="Write each layer as a folder, for tools that build images from folders."
)
@project_argument
@OUT
@RESULT
@compile_options
@ENTRY
@PREFIX_OPTION
@FORCE
@project_options
@output_options("text", "json")
@click.pass_context
def layers(ctx: click.Context, /, project: Path, *, out: Path, **how: Any) -> None:  # noqa: ANN401 - fields of ProgramOptions
    """Write the folders DIR/externals, DIR/vendored and DIR/program: laid over
    each other at the prefix they are the program. Those without files are left out.
    """  # noqa: D205
    from vendorize.imaging import write_layers  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report.image import layers_object, render_layers  # noqa: PLC0415

    options = common(ctx)
    with listening(options) as progress:
        request = options.request(project, **form_of(ctx, how))
        written = write_layers(request, out, ProgramOptions(**how), progress)
    if options.output_format == "json":
        show_json(options, layers_object(written))
    else:
        show(options, render_layers(written, look_of(options)))


DOCKERFILE_OPTIONS = (
    click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        help="Write both files there [default: print them].",
    ),
    click.option("--installer", type=click.Choice(INSTALLERS), help="[default: by lock or pyproject.toml]"),
    click.option("--base", default="", metavar="IMAGE", help="Image of both stages [default: python:X.Y-slim]."),
    ENTRY,
    ARGUMENTS,
    PREFIX_OPTION,
    USER,
    FORCE,
)


@image.command(cls=SectionedCommand, short_help="Write a Dockerfile of two stages, and .dockerignore.")
@project_argument
@options_of(DOCKERFILE_OPTIONS)
@project_options
@output_options("text", "json")
@click.pass_context
def dockerfile(ctx: click.Context, /, project: Path, *, out: Path | None, **how: Any) -> None:  # noqa: ANN401 - fields of DockerfileOptions
    """Write a Dockerfile of two stages, and a .dockerignore, that do the same
    with docker, podman or buildah: for a project that pip, uv or Poetry installs.

    \b
    Examples:
      vendorize image dockerfile --out .
      vendorize image dockerfile --installer pip --base python:3.12-slim
    """  # noqa: D301, D205 - \b is a backspace: click keeps the lines
    from vendorize.imaging import dockerfile_files, write_dockerfile  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report.image import files_object, render_files  # noqa: PLC0415

    options = common(ctx)
    files = dockerfile_files(options.request(project), DockerfileOptions(**how))
    if out is not None:
        write_dockerfile(files, out, force=how["force"])
    if options.output_format == "json":
        show_json(options, files_object(files, out))
    else:
        show(options, render_files(files, out))
