"""`vendorize graph`: who calls whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vendorize.cli.options import common, output_options, project_argument, project_options
from vendorize.cli.output import listening, show, show_json
from vendorize.cli.sections import SectionedCommand

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.cli.options import Common
    from vendorize.model.graph import Graph
    from vendorize_analysis.graphing import GraphScope

FORMS = ("text", "json", "pycg", "dot")


@click.command(cls=SectionedCommand, short_help="Show the call graph.")
@project_argument
@click.option(
    "--scope",
    type=click.Choice(("first-party", "all")),
    default="first-party",
    help="Whose code is followed: the project's own, or that of its dependencies too [default: first-party].",
)
@project_options
@output_options(*FORMS)
@click.pass_context
def graph(ctx: click.Context, project: Path, *, scope: GraphScope) -> None:
    """Show which function of PROJECT calls which, and how sure that is.

    An edge is certain where a value that leads there was followed to the call,
    and possible where only a name fits. Text and JSON have both, with places;
    pycg has the certain ones as an object of caller to callees.

    \b
    Examples:
      vendorize graph
      vendorize graph app.py --output-format pycg
      vendorize graph --scope all --output-format dot --output calls.dot
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx, FORMS)
    with listening(options) as progress:
        drawn = workflow.graph(options.request(project), scope=scope, progress=progress)
    show_graph(options, drawn)


def show_graph(options: Common, drawn: Graph) -> None:
    """Write the graph in the form that was asked for."""
    from vendorize.report import graph as forms  # noqa: PLC0415 - keeps `--help` quick

    match options.output_format:
        case "json":
            show_json(options, forms.graph_object(drawn))
        case "pycg":
            show(options, forms.pycg(drawn))
        case "dot":
            show(options, forms.dot(drawn))
        case _:
            show(options, forms.text(drawn))
