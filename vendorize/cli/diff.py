"""`vendorize diff`: two reports compared."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import FILE, common, output_options
from vendorize.cli.output import finish, look_of, show, show_json
from vendorize.cli.sections import SectionedCommand
from vendorize.model.reportdiff import BUDGETS

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.cli.options import Common
    from vendorize.model.reportdiff import ReportDiff

FORMS = ("text", "json", "markdown", "github")
UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def budget(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, int]:
    """Return the growth that is allowed for each figure."""
    return dict(_budget(value) for value in values)


def _budget(value: str) -> tuple[str, int]:
    name, _, limit = value.partition("=")
    if name not in BUDGETS:
        near = difflib.get_close_matches(name, BUDGETS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(BUDGETS)}"
        message = f"no figure {name!r} can have a budget; {hint}"
        raise click.BadParameter(message)
    digits = limit.strip().lstrip("+")
    number = digits.rstrip("kKmMgGbB ")
    unit = digits[len(number) :].strip().upper()
    if not number.isascii() or not number.isdigit() or unit not in UNITS or (unit and name != "bytes"):
        example = "bytes=200kB" if name == "bytes" else f"{name}=10"
        message = f"{value!r} is no budget; write {example}: by so much it may grow"
        raise click.BadParameter(message)
    return name, int(number) * UNITS[unit]


BUDGET = click.option(
    "--budget",
    "budgets",
    multiple=True,
    metavar="FIGURE=LIMIT",
    callback=budget,
    help=f"End with 1 if a figure grows by more: {', '.join(BUDGETS)}; repeatable.",
)


@click.command(cls=SectionedCommand, short_help="Compare two reports of analyze, for pull requests.")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@BUDGET
@output_options(*FORMS)
@click.pass_context
def diff(ctx: click.Context, old: Path, new: Path, *, budgets: dict[str, int]) -> None:
    """Say what a change of dependencies costs in functions, bytes and capabilities.

    OLD and NEW are files of `vendorize analyze --output-format json`, that of
    the main branch and that of the change; figures are those after extraction.
    Advisories are compared where both were made with --osv.

    \b
    Examples:
      vendorize diff main.json pr.json
      vendorize diff main.json pr.json --output-format markdown    a comment
      vendorize diff main.json pr.json --budget bytes=200kB --budget capabilities=0
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.comparing.reports import compare_reports, read_report  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx, FORMS)
    reports = read_report(old), read_report(new)
    found = compare_reports(*reports)
    check_advisories(ctx, [one.has_advisories for one in reports], budgets)
    broken = passed(found, budgets)
    answer(options, found, broken)
    for each in broken:
        click.echo(f"finding: {each}", err=True)
    finish(ctx, options, found=bool(broken))


def check_advisories(ctx: click.Context, known: list[bool], budgets: dict[str, int]) -> None:
    """Refuse a budget for advisories that are not in both reports, and say if they are in one."""
    if "advisories" in budgets and not all(known):
        message = "a budget for advisories needs them in both reports: make both with `vendorize analyze --osv FILE`"
        raise click.UsageError(message, ctx)
    if any(known) and not all(known):
        only = "OLD" if known[0] else "NEW"
        click.echo(f"note: only {only} has advisories (analyze --osv); they are not compared", err=True)


def answer(options: Common, found: ReportDiff, broken: tuple[str, ...]) -> None:
    """Show what differs in the form that was asked for."""
    from vendorize.report import reportdiff as form  # noqa: PLC0415

    match options.output_format:
        case "json":
            show_json(options, form.diff_object(found, broken))
        case "markdown":
            show(options, form.markdown(found, broken))
        case "github":
            show(options, form.github(found, broken))
        case _:
            show(options, form.render(found, look_of(options)))


def passed(found: ReportDiff, budgets: dict[str, int]) -> tuple[str, ...]:
    """Return the budgets that are passed, each as a sentence."""
    return tuple(
        f"{name} grow by {found.growth(name):,}, more than {limit:,}"
        for name, limit in sorted(budgets.items())
        if found.growth(name) > limit
    )
