"""`vendorize why`: the path that keeps a symbol."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import Function, common, output_options, project_argument, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json
from vendorize.cli.sections import SectionedCommand
from vendorize_analysis.model.capabilities import CAPABILITIES

if TYPE_CHECKING:
    from vendorize.cli.options import Common


HOW = (
    click.option("--all", "every", is_flag=True, help="Show every edge into the symbol too."),
    click.option(
        "--calls",
        is_flag=True,
        help="Show the way by calls too, certain ones where there are any; takes the call graph.",
    ),
    click.option(
        "--deferred",
        is_flag=True,
        help="Show for each import of SYMBOL, a module or distribution, or of all, whether it may wait, or why not.",
    ),
    click.option(
        "--capability",
        type=click.Choice(CAPABILITIES),
        metavar="NAME",
        help="Show by which way code comes to it: all that is kept, or SYMBOL, which may be a distribution.",
    ),
)


def how_options(function: Function) -> Function:
    """Add the options that say what is shown of the way."""
    for add in reversed(HOW):
        function = add(function)
    return function


@click.command(cls=SectionedCommand, short_help="Show why a symbol is kept, or that it is not.")
@click.argument("symbol", required=False, default="")
@project_argument
@how_options
@project_options
@output_options("text", "json")
@click.pass_context
def why(ctx: click.Context, /, symbol: str, project: Path, *, capability: str | None, **how: bool) -> None:
    """Show the shortest path from a root to SYMBOL, and end with 1 if it is not kept.

    SYMBOL is a module, or a function, class or member in one, written
    package.module.Class.method or package.module:Class.method.

    With --capability, SYMBOL may be the name of a distribution, or be left out;
    the command ends with 1 if nothing of it can do that.

    \b
    Examples:
      vendorize why requests.adapters.HTTPAdapter.send
      vendorize why urllib3.contrib.socks --all
      vendorize why yaml:load app.py --output-format json
      vendorize why --capability network
      vendorize why requests --capability subprocess
      vendorize why requests --deferred
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    options = common(ctx)
    if how["deferred"] or capability is not None:
        found = show_others(options, (symbol, project), capability, every=how["every"])
    elif symbol:
        found = show_path(options, symbol, project, every=how["every"], calls=how["calls"])
    else:
        message = "name a SYMBOL, or give --capability or --deferred"
        raise click.UsageError(message, ctx)
    finish(ctx, options, found=not found)


def show_others(options: Common, asked: tuple[str, Path], capability: str | None, *, every: bool) -> bool:
    """Show what needs no symbol: by which way code comes to a capability, or which imports wait; tell whether any."""
    symbol, project = asked
    if symbol and project == Path() and Path(symbol).exists():
        symbol, project = "", Path(symbol)
    if capability is None:
        return show_deferred(options, symbol, project)
    return show_ways(options, (symbol, project), capability, every=every)


def show_path(options: Common, symbol: str, project: Path, *, every: bool, calls: bool) -> bool:
    """Show why a symbol is kept; tell whether it is."""
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report import explain  # noqa: PLC0415

    with listening(options) as progress:
        explanation = workflow.why(options.request(project), symbol, every=every, calls=calls, progress=progress)
    if options.output_format == "json":
        show_json(options, explain.explanation_object(explanation))
    else:
        show(options, explain.render(explanation, look_of(options)))
    return explanation.kept


def show_ways(options: Common, asked: tuple[str, Path], capability: str, *, every: bool) -> bool:
    """Show by which way code comes to a capability; tell whether there is any."""
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report import ability as answer  # noqa: PLC0415

    symbol, project = asked
    with listening(options) as progress:
        ability = workflow.why_capable(options.request(project), capability, symbol, progress=progress)
    if options.output_format == "json":
        show_json(options, answer.ability_object(ability))
    else:
        show(options, answer.render(ability, look_of(options), every=every))
    return bool(ability.ways)


def show_deferred(options: Common, symbol: str, project: Path) -> bool:
    """Show which imports wait; tell whether there are any."""
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.report import deferred as answer  # noqa: PLC0415

    with listening(options) as progress:
        found = workflow.why_deferred(options.request(project), symbol, progress=progress)
    if options.output_format == "json":
        show_json(options, answer.deferred_object(found))
    else:
        show(options, answer.render(found, look_of(options)))
    return any(not one.why for one in found)
