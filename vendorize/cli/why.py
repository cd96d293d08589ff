"""`vendorize why`: the path that keeps a symbol."""

from __future__ import annotations

from pathlib import Path

import click

from vendorize.cli.options import common, output_options, project_options
from vendorize.cli.output import finish, listening, look_of, show, show_json


@click.command(short_help="Show why a symbol is kept, or that it is not.")
@click.argument("symbol")
@click.argument("project", type=click.Path(exists=True, path_type=Path), default=".")
@click.option("--all", "every", is_flag=True, help="Show every edge into the symbol too.")
@click.option(
    "--calls", is_flag=True, help="Show the way by calls too, certain ones where there are any; takes the call graph."
)
@project_options
@output_options("text", "json")
@click.pass_context
def why(ctx: click.Context, symbol: str, project: Path, *, every: bool, calls: bool) -> None:
    """Show the shortest path from a root to SYMBOL, and end with 1 if it is not kept.

    SYMBOL is a module, or a function, class or member in one, written
    package.module.Class.method or package.module:Class.method.

    \b
    Examples:
      vendorize why requests.adapters.HTTPAdapter.send
      vendorize why urllib3.contrib.socks --all
      vendorize why yaml:load app.py --output-format json
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx)
    with listening(options) as progress:
        explanation = workflow.why(options.request(project), symbol, every=every, calls=calls, progress=progress)
    from vendorize.report import explain  # noqa: PLC0415

    if options.output_format == "json":
        show_json(options, explain.explanation_object(explanation))
    else:
        show(options, explain.render(explanation, look_of(options)))
    finish(ctx, options, found=not explanation.kept)
