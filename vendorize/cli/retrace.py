"""`vendorize retrace`: a traceback of a result in terms of the original files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import FOLDER, common, output_options
from vendorize.cli.output import show
from vendorize.cli.sections import SectionedCommand
from vendorize.cli.streams import check_output_is_open, write_output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.cli.options import Common
    from vendorize.model.originmap import OriginMap

STANDARD_INPUT = "-"


@click.command(cls=SectionedCommand, short_help="Tell a traceback in terms of the originals.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True), default=STANDARD_INPUT)
@click.option("--result", type=FOLDER, default=".", metavar="OUT", help="Folder of the result [default: this one].")
@click.option(
    "--map",
    "where",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The map that extraction wrote [default: OUT/vendorize.map].",
)
@output_options("text")
@click.pass_context
def retrace(ctx: click.Context, /, file: str, *, result: Path, where: Path | None) -> None:
    """Tell a traceback or a log of a result in files, lines and names of the originals.

    Reads FILE, else standard input, and passes on what the map does not know.
    The result need not lie where it was written: ends of paths are compared.

    \b
    Examples:
      vendorize retrace --result build/site error.log
      python -m app 2>&1 | vendorize retrace --map build/site/vendorize.map
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.mapping import read_map  # noqa: PLC0415 - keeps `--help` quick
    from vendorize.model.originmap import MAP_NAME  # noqa: PLC0415

    _tell(common(ctx, ("text",)), _retraced(file, read_map(where or result / MAP_NAME)))


def _tell(options: Common, lines: Iterator[str]) -> None:
    if options.output is not None:
        show(options, "".join(lines))
        return
    check_output_is_open()
    for line in lines:
        write_output(line)


def _retraced(file: str, origins: OriginMap) -> Iterator[str]:
    """Yield each line as soon as it is there; bytes that are no UTF-8 are escaped."""
    from vendorize.mapping import retrace as retraced  # noqa: PLC0415 - keeps `--help` quick

    with click.open_file(file, encoding="utf-8", errors="backslashreplace") as stream:
        yield from retraced(stream, origins)
