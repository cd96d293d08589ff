"""`vendorize check`: compare a result with its lock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import (
    FILE,
    RESULT_PLACE,
    Function,
    common,
    output_options,
    project_argument,
    project_options,
)
from vendorize.cli.output import finish, listening, show, show_json
from vendorize.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from vendorize.checking import Proof
    from vendorize.cli.options import Common
    from vendorize.model.findings import Checked

FORMS = ("text", "json", "github", "sarif")
RESULT = click.option(
    "--result",
    type=RESULT_PLACE,
    metavar="OUT",
    help="What `extract --out OUT` wrote, a wheel, or its installed dist-info [default: PROJECT, changed in place].",
)
ENVIRONMENT = click.option(
    "--environment/--no-environment",
    default=True,
    help="Compare what is installed with what the result was made from [default: do].",
)

PROVENANCE = click.option("--provenance", type=FILE, metavar="FILE", help="Compare with this statement of provenance.")
KEY = click.option("--key", type=FILE, metavar="PUBLIC", help="Public key (PEM) that shall have signed it.")


def proof_options(function: Function) -> Function:
    """Add the options that name a statement of provenance."""
    return PROVENANCE(KEY(function))


@click.command(cls=SectionedCommand, short_help="Compare a result with its lock: for CI, offline.")
@project_argument
@RESULT
@ENVIRONMENT
@proof_options
@project_options
@output_options(*FORMS)
@click.pass_context
def check(
    ctx: click.Context, /, project: Path, *, result: Path | None, environment: bool, **proof: Path | None
) -> None:
    """Compare a result with its vendorize.lock, and with what it was made from.

    Reports, with file, line and remedy: edited, added, missing files, a stale
    lock, changed inputs, missing licence texts, unused keep rules, undeclared
    imports. Nothing is analysed or written. Ends with 1 if there is any.

    \b
    Examples:
      vendorize check --result build/site
      vendorize check dist/app-1.0-py3-none-any.whl
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.checking import check_result  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx, FORMS)
    with listening(options):
        request, stated = options.request(project), proof_of(ctx, **proof)
        checked = check_result(request, result, environment=environment, proof=stated)
    answer(options, checked)
    finish(ctx, options, found=bool(checked.findings))


def proof_of(ctx: click.Context, *, provenance: Path | None, key: Path | None) -> Proof | None:
    """Return the statement to compare with; refuse a key without one."""
    from vendorize.checking import Proof  # noqa: PLC0415 - keeps `--help` quick

    if provenance is not None:
        return Proof(provenance, key)
    if key is not None:
        raise click.UsageError("--key is the key of a statement: say --provenance FILE", ctx)
    return None


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
