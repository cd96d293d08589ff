"""`vendorize audit`: what advisories mean for a result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.options import FILE, FOLDER, Function, common, output_options, project_argument, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json, write_file
from vendorize.cli.sections import SectionedCommand
from vendorize.layouts import NAMES

if TYPE_CHECKING:
    from vendorize.cli.options import Common
    from vendorize.model.audit import Audit
    from vendorize_analysis.model.events import Listener

FORMS = ("text", "json", "markdown", "github", "sarif")
VEX = ("cyclonedx", "openvex")
ASKED = (
    click.option(
        "--osv",
        "advisories",
        type=click.Path(exists=True, path_type=Path),
        required=True,
        metavar="PATH",
        help="Folder or zip of OSV records (*.json).",
    ),
    click.option("--result", type=FOLDER, metavar="OUT", help="What `extract --out OUT` wrote [default: see below]."),
    click.option("--symbols", type=FILE, metavar="FILE", help="TOML that says which symbols advisories are about."),
    click.option(
        "--artefacts", type=FOLDER, metavar="DIR", help="Folder of wheels and sdists to derive affected symbols from."
    ),
    click.option("--calls", is_flag=True, help="Show the ways by calls too; takes the call graph."),
)
WRITTEN = (
    click.option("--vex", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write VEX there too."),
    click.option("--vex-format", "form", type=click.Choice(VEX), default="cyclonedx", help="[default: cyclonedx]"),
    click.option("--layout", type=click.Choice(NAMES), help="Layout to extract where nothing was written yet."),
)


def own_options(function: Function) -> Function:
    """Add the options that only this command has."""
    for add in reversed((*ASKED, *WRITTEN)):
        function = add(function)
    return function


@click.command(cls=SectionedCommand, short_help="Tell which advisories reach the code of a result.")
@project_argument
@own_options
@project_options
@output_options(*FORMS)
@click.pass_context
def audit(ctx: click.Context, /, project: Path, *, layout: str | None, **given: Any) -> None:  # noqa: ANN401 - options
    """Compare a result with OSV advisories on disk, by the symbols they are about.

    Each that is about an installed release is absent from the result, or there
    and not reachable, or reachable (1 is the exit code), as it also is where
    nobody knows the symbols. These come from the record, else --symbols, else
    from what differs between the installed release and a fixed one in
    --artefacts. Without --result it is about PROJECT changed in place, or anew.

    \b
    Examples:
      vendorize audit --osv PyPI/all.zip --vex app.vex.json
      vendorize audit --osv osv/ --artefacts wheels/ --result build/site
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.auditing import AuditRequest, audit_result  # noqa: PLC0415 - quick `--help`

    options, file, form = common(ctx, FORMS), given.pop("vex"), given.pop("form")
    with listening(options) as progress:
        found = audit_result(options.request(project, layout=layout), AuditRequest(**given), progress)
        if file is not None:
            write_vex(found, file, form, progress)
    answer(options, found, project)
    finish(ctx, options, found=bool(found.findings))


def write_vex(found: Audit, file: Path, form: str, progress: Listener) -> None:
    """Write the VEX document; where the format cannot say that there is nothing, say so."""
    from vendorize.auditing import vex_document  # noqa: PLC0415

    text = vex_document(found, form)
    if text:
        write_file(file, text)
    else:
        progress.warned(f"no advisory is about an installed release, which OpenVEX cannot say: {file} is not written")


def answer(options: Common, found: Audit, project: Path) -> None:
    """Show the answer in the form that was asked for."""
    from vendorize.report import audit as text  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report import auditforms  # noqa: PLC0415
    from vendorize.starting import root_of  # noqa: PLC0415

    config = options.config or root_of(project) / "pyproject.toml"
    match options.output_format:
        case "json":
            show_json(options, auditforms.audit_object(found))
        case "markdown":
            show(options, auditforms.markdown(found))
        case "github":
            show(options, auditforms.github(found, config=config, base=Path.cwd()))
        case "sarif":
            from vendorize.lock import tool_version  # noqa: PLC0415
            from vendorize.report.sarif import sarif_object  # noqa: PLC0415

            checked = auditforms.as_findings(found, config)
            show_json(options, sarif_object(checked, base=Path.cwd(), version=tool_version()))
        case _:
            show(options, text.render(found, look_of(options)))
