"""`vendorize provenance`: where a result is from, as a statement that others can verify."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vendorize.cli.options import FILE, FOLDER, RESULT_PLACE, common, output_options, project_argument, project_options
from vendorize.cli.output import listening, show
from vendorize.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from pathlib import Path

RESULT = click.option("--result", type=RESULT_PLACE, metavar="OUT", help="What `extract --out OUT` wrote, or a wheel.")
KEY = click.option("--sign-with", "key", type=FILE, metavar="KEY", help="Private key (PEM) that signs the statement.")
ATTESTATIONS = click.option(
    "--attestations",
    type=FOLDER,
    multiple=True,
    metavar="DIR",
    help="Folder with the artefacts' attestations (PEP 740), to be recorded; repeatable.",
)


@click.command(cls=SectionedCommand, short_help="State where a result is from, signed or not.")
@project_argument
@RESULT
@KEY
@ATTESTATIONS
@project_options
@output_options("text", "json")
@click.pass_context
def provenance(
    ctx: click.Context, /, project: Path, *, result: Path | None, key: Path | None, attestations: tuple[Path, ...]
) -> None:
    """Print an in-toto statement with SLSA provenance of a result: each file
    with its SHA-256, and what it was made from. With a key it is signed (DSSE).

    `vendorize check --provenance FILE --key PUBLIC` verifies it.

    \b
    Examples:
      vendorize provenance --result build/site --output site.provenance.json
      vendorize provenance dist/app-1.0-py3-none-any.whl --sign-with release.pem
    """  # noqa: D301, D205 - \b is a backspace: click keeps the lines
    from vendorize.stating import state_provenance  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx)
    with listening(options) as progress:
        request = options.request(project)
        text = state_provenance(request, result, key=key, attestations=attestations, progress=progress)
    show(options, text)
