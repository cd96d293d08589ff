"""`vendorize analyze`: what is used of each dependency."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.again import remember
from vendorize.cli.following import as_typed, said_again
from vendorize.cli.options import common, output_options, project_argument, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json
from vendorize.cli.views import AdvisingCommand, check_view, known_advisories, view_options, viewed

if TYPE_CHECKING:
    from vendorize.cli.again import Call
    from vendorize.cli.options import Common
    from vendorize.memo.reports import Given, Telling
    from vendorize.model.advice import KnownAdvisory, Suggested
    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener

FORMS = ("text", "json", "markdown", "github", "sarif", "html")


def _check_codes(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> object:
    if not value:
        return ()
    from vendorize.cli.rule import check_code  # noqa: PLC0415 - few name a hazard

    return check_code(ctx, parameter, value)


@click.command(cls=AdvisingCommand, short_help="Report what is used of each dependency.")
@project_argument
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
@view_options
@project_options
@output_options(*FORMS)
@click.pass_context
def analyze(
    ctx: click.Context,
    project: Path,
    *,
    max_kept: float | None,
    fail_on: tuple[str, ...],
    kept_symbols: bool,
) -> None:
    """Report what is used of each dependency of PROJECT; writes nothing.

    PROJECT is a folder with a pyproject.toml, setup.cfg, setup.py, list of
    requirements or manage.py, a folder of scripts, a package, or one .py file;
    by default the current folder, or the nearest one above it that is a project.

    \b
    Examples:
      vendorize analyze
      vendorize analyze --advise                         or --advise json
      vendorize analyze --advise --osv PyPI/all.zip
      vendorize analyze --output-format json --output report.json
      vendorize analyze --max-kept 40 --fail-on VZ301    for CI
      vendorize analyze --output-format sarif --output hazards.sarif
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    options = common(ctx, FORMS)
    given = answer(options, project, ctx.obj, kept_symbols=kept_symbols, fail_on=fail_on)
    problems = list(broken(given.report, max_kept, fail_on))
    for problem in problems:
        click.echo(f"finding: {problem}", err=True)
    if not problems:
        remember(ctx.obj, options, given, partial(written, options, project=project))
    finish(ctx, options, found=bool(problems))


def answer(
    options: Common, project: Path, call: Call | None, *, kept_symbols: bool, fail_on: tuple[str, ...] = ()
) -> Given:
    """Analyse the project and show the report in the form that was asked for; return it."""
    from vendorize.memo import Given, remembered  # noqa: PLC0415 - keeps `--help` quick

    check_view(options)
    request = options.request(project, kept_symbols=kept_symbols, mechanisms=options.mechanisms)
    if options.output_format == "html":
        return Given(show_page(options, request))
    with listening(options) as progress:
        about = known_advisories(options, progress)
        given = remembered(request, progress, _analyze, outdated="" if call is None else call.outdated)
    if options.output_format in {"github", "sarif"}:
        show_hazards(options, given.report, fail_on)
    elif options.tree and options.output_format == "text" and not options.advise:
        show_tree(options, given.report, project)
    else:
        show(options, written(options, given.report, about(given.report), project=project))
    return given


def show_page(options: Common, request: Request) -> Report:
    """Analyse the project and write the HTML report, which shows more than a report that is remembered."""
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.planning.advising import advise  # noqa: PLC0415
    from vendorize.report import html  # noqa: PLC0415

    with listening(options) as progress:
        about = known_advisories(options, progress)
        page = workflow.page(request, progress)
    shown, known = replace(page, report=viewed(page.report, options)), about(page.report)
    show(options, html.render(shown, advise(page.report, known), known=known))
    return page.report


def show_hazards(options: Common, report: Report, fail_on: tuple[str, ...]) -> None:
    """Write the hazards at their lines; those that end the command with 1 are errors."""
    from vendorize.report import hazardforms  # noqa: PLC0415 - keeps `--help` quick

    shown, base = viewed(report, options), Path.cwd()
    if options.output_format == "github":
        show(options, hazardforms.github(shown, fail_on, base=base))
        return
    from vendorize.lock import tool_version  # noqa: PLC0415

    show_json(options, hazardforms.sarif_object(shown, fail_on, base=base, version=tool_version()))


def _analyze(request: Request, progress: Listener) -> tuple[Report, Telling]:
    from vendorize import workflow  # noqa: PLC0415 - an answer that is remembered needs nothing of it

    return workflow.analyze_to_remember(request, progress)


def written(options: Common, report: Report, known: tuple[KnownAdvisory, ...] | None = None, *, project: Path) -> str:
    """Return the report in the form that was asked for; `known` are the advisories about what is installed."""
    from vendorize.report import advice, markdown  # noqa: PLC0415 - keeps `--help` quick

    shown = viewed(report, options)
    found, known = suggested(options, report, shown, known)
    target = said_again(options, project)
    typed = as_typed(found, target)
    match options.output_format:
        case "json":
            from vendorize.report import json  # noqa: PLC0415

            more = {"advice": advice.advice_objects(found), "advisories": advice.known_objects(known)}
            return json.dump({**json.report_object(shown), **more})
        case "markdown":
            return markdown.render(shown) + advice.markdown(typed, known)
        case _ if options.advise:
            return advice.render(typed, look_of(options), known)
        case _:
            from vendorize.report import text  # noqa: PLC0415

            asked = bool(options.sort or options.only)
            look = look_of(options)
            return text.render(shown, look, target=target, suggestions=(typed, known), as_given=asked)


def suggested(options: Common, report: Report, shown: Report, known: tuple[KnownAdvisory, ...] | None) -> Suggested:
    """Return the advice and the advisories about the distributions that are shown."""
    from vendorize.planning.advising import advise  # noqa: PLC0415 - keeps `--help` quick

    advice = advise(report, known)
    if not options.only:
        return advice, known
    names = {each.name for each in shown.distributions}
    about = None if known is None else tuple(each for each in known if each.distribution in names)
    return tuple(each for each in advice if each.distribution in names), about


def show_tree(options: Common, report: Report, project: Path) -> None:
    """Write the tree of requirements; pipdeptree says which versions they ask for, and whether we see the same ones."""
    from vendorize import workflow  # noqa: PLC0415
    from vendorize.report import tree  # noqa: PLC0415

    with listening(options) as progress:
        versions = workflow.required_versions(options.request(project), tree.required(report), progress)
    show(options, tree.render(report, versions, look_of(options)))


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
