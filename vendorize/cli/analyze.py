"""`vendorize analyze`: what is used of each dependency."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import common, option, output_options, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json

if TYPE_CHECKING:
    from vendorize.cli.options import Common
    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener

FORMS = ("text", "json", "markdown")


def _check_codes(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> object:
    from vendorize.cli.rule import check_code  # noqa: PLC0415 - few name a hazard

    return check_code(ctx, parameter, value) if value else ()


@click.command(short_help="Report what is used of each dependency.")
@click.argument("project", type=click.Path(exists=True, path_type=Path), default=".")
@click.option(
    "--max-kept",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with 1 if more of the third-party functions than this are kept.",
)
@click.option(
    "--fail-on", multiple=True, metavar="CODE", callback=_check_codes, help="End with 1 on this hazard; repeatable."
)
@click.option("--kept-symbols", is_flag=True, help="Add every kept symbol to the JSON.")
@click.option("--mechanisms", is_flag=True, help="Say which kinds of edges keep how much.")
@option("--hazard-costs", is_flag=True, help="Say what is kept because of each hazard alone; takes longer.")
@project_options
@output_options(*FORMS)
@click.pass_context
def analyze(
    ctx: click.Context, /, project: Path, *, max_kept: float | None, fail_on: tuple[str, ...], **shown: bool
) -> None:
    """Report what is used of each dependency of PROJECT; writes nothing.

    PROJECT is a folder with a pyproject.toml, setup.cfg, setup.py, list of
    requirements or manage.py, a folder of scripts, a package, or one .py file;
    by default the current folder, or the nearest one above it that is a project.

    \b
    Examples:
      vendorize analyze
      vendorize analyze app.py --search-path lib/site-packages
      vendorize analyze --output-format json --output report.json
      vendorize analyze --max-kept 40 --fail-on VZ301    for CI
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.memo import remembered  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx, FORMS)
    with listening(options) as progress:
        report = remembered(options.request(project, **shown), progress, _analyze)
    show_report(options, report, project)
    problems = list(broken(report, max_kept, fail_on))
    for problem in problems:
        click.echo(f"finding: {problem}", err=True)
    finish(ctx, options, found=bool(problems))


def _analyze(request: Request, progress: Listener) -> Report:
    from vendorize import workflow  # noqa: PLC0415 - an answer that is remembered needs nothing of it

    return workflow.analyze(request, progress)


def show_report(options: Common, report: Report, project: Path) -> None:
    """Write the report in the form that was asked for."""
    from vendorize.report import json, markdown, text  # noqa: PLC0415 - keeps `--help` quick

    match options.output_format:
        case "json":
            show_json(options, json.report_object(report))
        case "markdown":
            show(options, markdown.render(report))
        case _:
            target = "" if project == Path() else shlex.quote(project.as_posix())
            show(options, text.render(report, look_of(options), target=target))


def broken(report: Report, max_kept: float | None, fail_on: tuple[str, ...]) -> list[str]:
    """Return what is against the limits that the user set."""
    problems = []
    share = report.totals.functions.percent if report.totals.functions.total else 0.0
    if max_kept is not None and share > max_kept:
        problems.append(f"{share:.1f}% of the third-party functions are kept, more than {max_kept:g}%")
    for owner, hazards in ((report.project, report.hazards), *((d.name, d.hazards) for d in report.distributions)):
        problems += [
            f"{hazard.code} in {owner}, {hazard.place}: {hazard.message}"
            for hazard in sorted(hazards)
            if hazard.code in fail_on
        ]
    return problems
