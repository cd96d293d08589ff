"""`vendorize check`: compare a result with its lock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import FOLDER, common, output_options, project_options
from vendorize.cli.output import finish, listening, show, show_json

if TYPE_CHECKING:
    from vendorize.cli.options import Common
    from vendorize.model.findings import Checked

FORMS = ("text", "json", "github", "sarif")
RESULT = click.option(
    "--result",
    type=FOLDER,
    metavar="OUT",
    help="What `extract --out OUT` wrote [default: PROJECT, changed in place].",
)
ENVIRONMENT = click.option(
    "--environment/--no-environment",
    default=True,
    help="Compare what is installed with what the result was made from [default: do].",
)


@click.command(short_help="Compare a result with its lock: for CI, offline.")
@click.argument("project", type=click.Path(exists=True, path_type=Path), default=".")
@RESULT
@ENVIRONMENT
@project_options
@output_options(*FORMS)
@click.pass_context
def check(ctx: click.Context, /, project: Path, *, result: Path | None, environment: bool) -> None:
    """Compare a result with its vendorize.lock, and with what it was made from.

    Reports, with file, line and remedy: edited, added, missing files, a stale
    lock, changed inputs, missing licence texts, unused keep rules, undeclared
    imports. Nothing is analysed, run or written. Ends with 1 if there is any.

    \b
    Examples:
      vendorize check --result build/site
      vendorize check --output-format sarif --output vendorize.sarif
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.checking import check_result  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx, FORMS)
    with listening(options):
        checked = check_result(options.request(project), result, environment=environment)
    answer(options, checked)
    finish(ctx, options, found=bool(checked.findings))


def answer(options: Common, checked: Checked) -> None:
    """Show the findings in the form that was asked for."""
    from vendorize.report import findings  # noqa: PLC0415 - keeps `--help` quick

    base = Path.cwd()
    match options.output_format:
        case "json":
            show_json(options, findings.findings_object(checked, base=base))
        case "sarif":
            from vendorize.lock import tool_version  # noqa: PLC0415
            from vendorize.report.sarif import sarif_object  # noqa: PLC0415

            show_json(options, sarif_object(checked, base=base, version=tool_version()))
        case "github":
            show(options, findings.github(checked, base=base))
        case _:
            show(options, findings.render(checked, base=base))
