"""`vendorize trace`: run a command, and write what it executed."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import common, output_options
from vendorize.cli.output import finish
from vendorize.cli.sections import SectionedCommand
from vendorize.cli.streams import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.executed import Executed, TracedRun

COMMAND = "vendorize.traced-command"
NO_COMMAND = "name the command to run: vendorize trace -- COMMAND"
DEFAULT = Path("vendorize-trace.json")
_FEW = 3


APPEND = click.option("--append", is_flag=True, help="Add to what the file says; what was there stays.")
MERGE = click.option(
    "--merge",
    "merged",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Another trace that is added, of another machine, say; with it COMMAND may be left out; repeatable.",
)
PROJECT = click.option(
    "--project",
    type=click.Path(exists=True, path_type=Path),
    default=".",
    metavar="PROJECT",
    help="The project whose own code is told from that of distributions [default: the one around this folder].",
)


class WithCommand(SectionedCommand):
    """A command that takes everything after `--` as another command line, without its own options in it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments before the first `--`."""
        before = args
        if "--" in args:
            cut = args.index("--")
            before = args[:cut]
            ctx.meta[COMMAND] = tuple(args[cut + 1 :])
        return super().parse_args(ctx, before)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the usage line's pieces, the command last."""
        return [*super().collect_usage_pieces(ctx), "-- COMMAND..."]


@click.command(cls=WithCommand, short_help="Run a program, and write what it executes.")
@APPEND
@MERGE
@PROJECT
@output_options("json")
@click.pass_context
def trace(ctx: click.Context, /, *, append: bool, merged: tuple[Path, ...], project: Path) -> None:
    """Run COMMAND under a light tracer, and write which functions it executed.

    Child processes, threads and forks too. `python` is the project's. The file (--output, by default
    vendorize-trace.json) means the same on every machine. Ends with 1 if
    COMMAND failed; one that was ended by Ctrl-C or SIGTERM did not.

    \b
    Examples:
      vendorize trace --append -- python -m pytest -q
      vendorize trace --merge a.json --merge b.json --output both.json
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize import workflow  # noqa: PLC0415 - keeps `--help` quick

    options = common(ctx)
    command = ctx.meta.get(COMMAND, ())
    if not command and not merged:
        raise click.UsageError(NO_COMMAND, ctx)
    file = options.output or DEFAULT
    ran, written = workflow.trace(command, project, file, merged=merged, append=append)
    if not options.quiet:
        tell(ran, written, file)
    finish(ctx, options, found=ran is not None and ran.failed)


def tell(ran: TracedRun | None, written: Executed, file: Path) -> None:
    """Say on standard error how it went: standard output is the command's."""
    functions = sum(not code.name.endswith(">") or code.name.endswith("<lambda>") for code in written.code)
    owners = len({code.owner for code in written.code} - {""})
    if ran is not None:
        say(*warnings(ran))
    processes = f"{ran.processes} traced process{'es' if ran.processes != 1 else ''}; " if ran is not None else ""
    say(f"{processes}{file}: {functions:,} functions, of the project and of {owners} distributions")


def warnings(ran: TracedRun) -> Iterator[str]:
    """Yield what the user has to know of a run."""
    if ran.exit_code < 0:
        end = "" if ran.asked else "the command failed: "
        yield f"{end}it was ended by {_signal(-ran.exit_code)}"
    elif ran.failed:
        yield f"the command failed: it ended with exit code {ran.exit_code}"
    if ran.lost:
        yield f"warning: no room on the disk for temporary files: {ran.lost} processes could not note all"
    if ran.lapsed:
        yield (
            f"warning: in {ran.lapsed} processes Python took the tracer away for a time, at the limit of recursion or "
            "for another profiler: functions are missing in the trace; Python 3.12 and newer do not do that"
        )
    if ran.running:
        numbers = ", ".join(map(str, ran.running[:_FEW]))
        yield f"warning: traced processes run on ({numbers}); what they execute from now on is not in the trace"
    if ran.unplaced:
        some = ", ".join(ran.unplaced[:_FEW])
        yield f"warning: left out are {len(ran.unplaced)} source files of neither project nor distribution: {some}"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
