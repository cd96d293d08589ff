"""`vendorize sbom`: what a result holds, as a bill of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.options import RESULT_PLACE, common, output_options, project_argument, project_options
from vendorize.cli.output import listening, show
from vendorize.cli.sections import SectionedCommand
from vendorize.layouts import NAMES

if TYPE_CHECKING:
    from pathlib import Path

RESULT_HELP = "What `extract --out OUT` wrote, or a wheel [default: see below]."
SPECS = ("1.6", "1.7")
SPDX = "SPDX-2.3"
STANDARD = click.option(
    "--standard", type=click.Choice(("cyclonedx", "spdx")), default="cyclonedx", help="[default: cyclonedx]"
)
LAYOUT = click.option("--layout", type=click.Choice(NAMES), help="Layout to extract where nothing was written yet.")


@click.command(cls=SectionedCommand, short_help="Describe a result as CycloneDX or SPDX.")
@project_argument
@click.option("--result", type=RESULT_PLACE, metavar="OUT", help=RESULT_HELP)
@click.option("--spec-version", "spec", type=click.Choice(SPECS), default="1.6", help="Of CycloneDX [default: 1.6].")
@STANDARD
@click.option("--recognize-licenses", is_flag=True, help="Add what licence texts are (extra `licenses`).")
@LAYOUT
@project_options
@output_options("text", "json")
@click.pass_context
def sbom(ctx: click.Context, /, project: Path, *, result: Path | None, layout: str | None, **form: Any) -> None:  # noqa: ANN401 - by their options
    """Print a bill of materials of what a result really holds, in one of two forms.

    Without --result it is about PROJECT as it was changed in place, else
    about what extraction would write now. SOURCE_DATE_EPOCH gives its time.

    \b
    Examples:
      vendorize sbom --output app.cdx.json
      vendorize sbom --result build/site --spec-version 1.7
      vendorize sbom --result build/site --standard spdx --recognize-licenses
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.describing import describe_result  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx)
    with listening(options) as progress:
        asked = SPDX if form["standard"] == "spdx" else form["spec"]
        request = options.request(project, layout=layout)
        text = describe_result(request, result, asked, progress, recognize=form["recognize_licenses"])
    show(options, text)
